import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { ConcurrencyLimiter } from './concurrency-limiter.ts';

/**
 * The parameters that OWASP recommends for argon2id: 19 MiB, two passes, one thread. A hash takes one CPU about 25 ms.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes and checks passwords with bounded concurrency. Both methods throw `UNAVAILABLE` if too many callers wait. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time with and without a hash, so that the time does not reveal which accounts exist. */
  matches(attempt: PasswordAttempt): Promise<boolean>;
}

interface PasswordAttempt {
  readonly hashed: string | null | undefined;
  readonly password: string;
  /** Runs right before hashing, because a decision made before the wait may be stale. Throws to refuse the attempt. */
  readonly checkAllowed: () => Promise<void>;
}

export async function createPasswords(limiter: ConcurrencyLimiter): Promise<Passwords> {
  const dummyHash = await hash(randomBytes(32), COST);
  return {
    hash: (password) => limiter.run(() => hash(password, COST)),
    matches: ({ hashed, password, checkAllowed }) =>
      limiter.run(async () => {
        await checkAllowed();
        const same = await verify(hashed ?? dummyHash, password).catch(() => false);
        return same && hashed != null;
      }),
  };
}
