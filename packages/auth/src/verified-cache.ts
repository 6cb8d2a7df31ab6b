import { createHash } from 'node:crypto';

interface Entry<C> {
  readonly claims: C;
  readonly kid: string;
}

/** Bounded memory of tokens found good. Least recently used go first. */
export interface VerifiedCache<C> {
  get(token: string): Entry<C> | undefined;
  set(token: string, entry: Entry<C>): void;
  delete(token: string): void;
  readonly size: number;
}

/**
 * Keyed by the hash of the whole token, signature included: no token passes on the strength of another, and a dump of
 * the memory shows none.
 */
export function createVerifiedCache<C>(most: number): VerifiedCache<C> {
  const entries = new Map<string, Entry<C>>();
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
