import { MAX_SIGNATURE_AGE_MS } from './forwarding-signature.ts';

/**
 * The time in a signature may be ahead or behind by the maximum age, so it can be valid for twice this time.
 */
const SIGNATURE_VALIDITY_MS = 2 * MAX_SIGNATURE_AGE_MS;

/**
 * Remembers each signature that this gateway has accepted for as long as it is valid, so that an intercepted
 * request cannot be sent again. Only gateways can create signatures, so the rate of forwarded requests limits
 * their number.
 */
export class UsedSignatures {
  #recent = new Set<string>();
  #older = new Set<string>();
  #recentSince = Number.NEGATIVE_INFINITY;

  /** Adds a valid signature. Returns false if it was used before. `now` is a time in ms. */
  add(signature: string, now: number): boolean {
    if (now - this.#recentSince > SIGNATURE_VALIDITY_MS) {
      this.#older = this.#recent;
      this.#recent = new Set();
      this.#recentSince = now;
    }
    if (this.#recent.has(signature) || this.#older.has(signature)) return false;
    this.#recent.add(signature);
    return true;
  }
}
