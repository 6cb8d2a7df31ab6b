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
   * Returns the key with this id; undefined if the issuer has no such key. Throws `UNAVAILABLE` if the keys could not
   * be fetched. The token may then be valid, so the client should try again.
   */
  find(kid: string): Promise<VerifyingKey | undefined>;
  /** Whether a key with this id is in use now. Never waits. */
  holds(kid: string): boolean;
}
