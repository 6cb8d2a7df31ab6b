import { randomBytes } from 'node:crypto';
import type { ConcurrencyLimiter } from '@kcs/service-kit';
import { hash, verify } from '@node-rs/argon2';

/**
 * The argon2id parameters that OWASP recommends: 19 MiB of memory, two passes, and one thread. A hash takes about 25 ms
 * of CPU time.
 */
const ARGON2_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Hashes passwords, and checks passwords against hashes. Only a limited number of these operations run at the same
 * time. Both methods throw `UNAVAILABLE` if too many callers are waiting or the caller has waited too long.
 */
export interface PasswordHasher {
  /**
   * Hashes the password in the Unicode form NFC, so that it matches regardless of the keyboard on which it was typed.
   */
  hash(password: string): Promise<string>;
  /**
   * Returns whether the password matches the hash. Tries several Unicode forms of the password, because older versions
   * hashed passwords as they were typed. If there is no hash, the check takes just as long, so that response times do
   * not reveal which accounts exist.
   */
  matches(attempt: PasswordAttempt): Promise<boolean>;
}

interface PasswordAttempt {
  readonly hashed: string | null | undefined;
  readonly password: string;
  /**
   * Throws an error if the attempt is no longer allowed. Called immediately before the password is checked, because
   * other attempts may have failed while this one was waiting.
   */
  readonly checkAllowed: () => Promise<void>;
}

export async function createPasswordHasher(limiter: ConcurrencyLimiter): Promise<PasswordHasher> {
  const dummyHash = await hash(randomBytes(32), ARGON2_PARAMETERS);
  return {
    hash: (password) => limiter.run(() => hash(password.normalize('NFC'), ARGON2_PARAMETERS)),
    matches: ({ hashed, password, checkAllowed }) =>
      limiter.run(async () => {
        await checkAllowed();
        for (const form of new Set([password.normalize('NFC'), password, password.normalize('NFD')])) {
          const isPasswordVerified = await verify(hashed ?? dummyHash, form).catch(() => false);
          if (isPasswordVerified && hashed != null) return true;
        }
        return false;
      }),
  };
}
