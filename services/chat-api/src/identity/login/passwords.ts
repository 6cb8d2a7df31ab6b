import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { BoundedGate } from './concurrency-limiter.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one thread; about 25 ms of one CPU. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing and checking, bounded by a gate: more logins at once wait their turn or get `UNAVAILABLE`. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time whether there is a hash or not, so that nobody learns which accounts exist. */
  matches(attempt: PasswordAttempt): Promise<boolean>;
}

export interface PasswordAttempt {
  readonly hashed: string | null | undefined;
  readonly password: string;
  /** Asked when the turn has come, right before the work: what was decided before the wait may be stale. */
  readonly stillAllowed: () => Promise<void>;
}

export async function createPasswords(gate: BoundedGate): Promise<Passwords> {
  const nobodys = await hash(randomBytes(32), COST);
  return {
    hash: (password) => gate.pass(() => hash(password, COST)),
    matches: ({ hashed, password, stillAllowed }) =>
      gate.pass(async () => {
        await stillAllowed();
        const same = await verify(hashed ?? nobodys, password).catch(() => false);
        return same && hashed != null;
      }),
  };
}
