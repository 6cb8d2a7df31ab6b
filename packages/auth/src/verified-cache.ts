import { createHash } from 'node:crypto';
import type { AccessClaims } from './access-claims.ts';

interface Entry {
  readonly claims: AccessClaims;
  readonly kid: string;
}

/** Bounded memory of tokens found good. Least recently used go first. */
export interface VerifiedCache {
  get(token: string): Entry | undefined;
  set(token: string, entry: Entry): void;
  delete(token: string): void;
  readonly size: number;
}

/**
 * Keyed by the hash of the whole token, signature included: no token passes on the strength of another, and a dump of
 * the memory shows none.
 */
export function createVerifiedCache(most: number): VerifiedCache {
  const entries = new Map<string, Entry>();
  const keyOf = (token: string) => createHash('sha256').update(token).digest('base64');
  return {
    get(token) {
      const key = keyOf(token);
      const entry = entries.get(key);
      if (entry) {
        entries.delete(key);
        entries.set(key, entry);
      }
      return entry;
    },
    set(token, entry) {
      entries.set(keyOf(token), entry);
      if (entries.size > most) entries.delete(entries.keys().next().value as string);
    },
    delete(token) {
      entries.delete(keyOf(token));
    },
    get size() {
      return entries.size;
    },
  };
}
