import type { CryptoKey } from 'jose';
import type { ExternalAlgorithm } from './jwk-algorithm.ts';

export interface VerifyingKey {
  readonly kid: string;
  readonly algorithm: ExternalAlgorithm;
  readonly key: CryptoKey;
}

/** Where verifying keys come from. */
export interface KeySource {
  /**
   * The key of this id; undefined where the issuer has none such. Throws `UNAVAILABLE` where that cannot be known now,
   * because no keys could be fetched: then a good token may be behind it, and the client should come back.
   */
  find(kid: string): Promise<VerifyingKey | undefined>;
  /** Whether the key of this id is in force now; never waits. */
  holds(kid: string): boolean;
}
