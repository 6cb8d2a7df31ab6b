import { MAX_SIGNATURE_AGE_MS } from './forwarding-signature.ts';

/** A signature may be early or late by its maximum age, so it is valid for twice this time. */
const SIGNATURE_VALIDITY_MS = 2 * MAX_SIGNATURE_AGE_MS;

/**
 * The signatures that this gateway has accepted while they are valid, so that an intercepted request cannot be sent
 * again. Only a gateway can add a signature, so the rate of forwarded requests limits the number.
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
