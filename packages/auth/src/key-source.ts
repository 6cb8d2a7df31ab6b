import type { CryptoKey } from 'jose';
import type { ExternalAlgorithm } from './jwk-algorithm.ts';

export interface VerifyingKey {
  readonly kid: string;
  readonly algorithm: ExternalAlgorithm;
  readonly key: CryptoKey;
}

/** Provides the public keys that verify tokens. */
export interface KeySource {
  /**
   * Returns the key with this id; undefined if the issuer has no such key. Throws `UNAVAILABLE` if the key is unknown
   * and the issuer's keys could not be fetched, because the token may be valid and the client should try again.
   */
  find(kid: string): Promise<VerifyingKey | undefined>;
  /** Returns whether the source currently has a key with this id. Never fetches or waits. */
  holds(kid: string): boolean;
}
