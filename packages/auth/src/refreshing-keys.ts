import { ChatError } from '@kcs/contracts';
import type { JWK } from 'jose';
import { ACCESS_TOKEN_KEY_RULES, importKeys, type KeyRules } from './import-keys.ts';
import type { KeySource, VerifyingKey } from './key-source.ts';

interface RefreshingKeySourceOptions {
  /** Fetches the issuer's public keys. The function must limit its own running time. */
  readonly fetchKeys: () => Promise<readonly JWK[]>;
  /** The minimum time between two fetches triggered by unknown key ids. A failed fetch also starts this interval. */
  readonly unknownKeyIntervalMs?: number;
  /**
   * The maximum age of the keys. If an older key is used, a fetch starts in the background, so that retired keys are
   * dropped.
   */
  readonly maxAgeMs?: number;
  /** The minimum time between two fetch attempts until the first one succeeds. */
  readonly firstKeysIntervalMs?: number;
  /** The rules that decide which keys are accepted. Defaults to the rules for our own keys. */
  readonly rules?: KeyRules;
  readonly now?: () => number;
}

interface RefreshingKeySource extends KeySource {
  /**
   * Fetches the keys now, or waits for the fetch in progress. Never rejects. If the fetch fails, the old keys stay in
   * use.
   */
  refresh(): Promise<void>;
}

/**
 * Returns a key source that fetches keys from the issuer when they are needed. However many tokens have unknown key
 * ids, the source fetches at most once per interval, and all of these tokens wait for the same fetch. If a fetch fails,
 * the old keys stay in use (TRAP-38).
 */
export function createRefreshingKeySource(options: RefreshingKeySourceOptions): RefreshingKeySource {
  const {
    fetchKeys,
    unknownKeyIntervalMs = 30_000,
    maxAgeMs = 300_000,
    firstKeysIntervalMs = 1_000,
    rules = ACCESS_TOKEN_KEY_RULES,
    // Use the monotonic clock, because a change to the system time must not delay a fetch.
    now = () => performance.now(),
  } = options;
  let keysById: Map<string, VerifyingKey> | undefined;
  let keysFetchedAt = Number.NEGATIVE_INFINITY;
  let fetchAttemptedAt = Number.NEGATIVE_INFINITY;
  let lastFetchFailure: unknown;
  let pendingFetch: Promise<void> | undefined;

  async function fetchAndStoreKeys(): Promise<void> {
    fetchAttemptedAt = now();
    try {
      const fetchedKeys = await importKeys(await fetchKeys(), rules);
      if (fetchedKeys.size === 0)
        throw new ChatError(
          'UNAVAILABLE',
          'The issuer of the tokens publishes no usable keys. Check its JWKS.',
        );
      keysById = fetchedKeys;
      keysFetchedAt = now();
      lastFetchFailure = undefined;
    } catch (cause) {
      lastFetchFailure = cause;
    }
  }

  function refreshKeys(): Promise<void> {
    pendingFetch ??= fetchAndStoreKeys().finally(() => {
      pendingFetch = undefined;
    });
    return pendingFetch;
  }

  function mayFetchKeysNow(): boolean {
    return now() - fetchAttemptedAt >= (keysById ? unknownKeyIntervalMs : firstKeysIntervalMs);
  }

  async function findKey(kid: string): Promise<VerifyingKey | undefined> {
    const cachedKey = keysById?.get(kid);
    if (cachedKey) {
      if (now() - keysFetchedAt >= maxAgeMs && mayFetchKeysNow()) void refreshKeys();
      return cachedKey;
    }
    if (pendingFetch || mayFetchKeysNow()) await refreshKeys();
    const fetchedKey = keysById?.get(kid);
    if (!fetchedKey && lastFetchFailure !== undefined) {
      const keysUnavailableMessage = 'The keys that verify tokens cannot be fetched. Try again shortly.';
      throw new ChatError('UNAVAILABLE', keysUnavailableMessage, {
        cause: lastFetchFailure,
        retryAfterMs: firstKeysIntervalMs,
      });
    }
    return fetchedKey;
  }

  return { refresh: refreshKeys, find: findKey, holds: (kid) => keysById?.has(kid) ?? false };
}
