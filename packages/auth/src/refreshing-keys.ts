import { ChatError } from '@kcs/contracts';
import type { JWK } from 'jose';
import { importKeys, type KeyRules, OWN_KEYS } from './import-keys.ts';
import type { KeySource, VerifyingKey } from './key-source.ts';

export interface RefreshingKeysOptions {
  /** Fetches the issuer's public keys; has its own time-out. */
  readonly fetchKeys: () => Promise<readonly JWK[]>;
  /** After an attempt, good or failed, unknown ids cause no other for this long. */
  readonly unknownKeyIntervalMs?: number;
  /** Keys older than this are fetched again at their next use, without waiting, so that retired ones go. */
  readonly maxAgeMs?: number;
  /** While no keys were ever had, tries are this far apart. */
  readonly firstKeysIntervalMs?: number;
  /** Which of the keys count; ours unless said. */
  readonly rules?: KeyRules;
  readonly now?: () => number;
}

/**
 * Keys fetched from the issuer when needed. An unknown id causes at most one fetch per interval, however many tokens
 * carry it, and all of them wait for that one. When a fetch fails, the keys held stay usable.
 */
export function createKeySource(options: RefreshingKeysOptions): KeySource & { refresh(): Promise<void> } {
  const {
    fetchKeys,
    unknownKeyIntervalMs = 30_000,
    maxAgeMs = 300_000,
    firstKeysIntervalMs = 1_000,
  } = options;
  const now = options.now ?? Date.now;
  let keys: Map<string, VerifyingKey> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let underWay: Promise<void> | undefined;

  const fetchOnce = async () => {
    attemptedAt = now();
    try {
      const next = await importKeys(await fetchKeys(), options.rules ?? OWN_KEYS);
      if (next.size === 0) throw new ChatError('UNAVAILABLE', 'The issuer shows no usable keys.');
      keys = next;
      fetchedAt = now();
      failure = undefined;
    } catch (cause) {
      failure = cause;
    }
  };
  const refresh = () => {
    underWay ??= fetchOnce().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const mayFetch = () => now() - attemptedAt >= (keys ? unknownKeyIntervalMs : firstKeysIntervalMs);

  return {
    refresh,
    holds: (kid) => keys?.has(kid) ?? false,
    async find(kid) {
      const known = keys?.get(kid);
      if (known) {
        if (now() - fetchedAt >= maxAgeMs && mayFetch()) void refresh();
        return known;
      }
      if (underWay || mayFetch()) await refresh();
      const found = keys?.get(kid);
      if (!found && failure !== undefined) {
        const why = 'The keys that verify tokens cannot be fetched for the moment; try again shortly.';
        throw new ChatError('UNAVAILABLE', why, { cause: failure, retryAfterMs: firstKeysIntervalMs });
      }
      return found;
    },
  };
}
