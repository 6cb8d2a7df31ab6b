const ONE_SECOND_MS = 1_000;
/**
 * The fraction of the limit per second that may be admitted in one burst. A handshake takes about 1 ms of the
 * event loop, so with the default limit, a burst delays messages by about 40 ms at most.
 */
const BURST_SHARE = 0.2;

interface AdmissionLimits {
  readonly connections: number;
  readonly connectsPerSecond: number;
}

export type AdmissionRefusalCode = 'NOT_READY' | 'OVER_CAPACITY';

/**
 * Decides whether a new connection is admitted. The limit per second is a token bucket: a connection takes a token, and
 * tokens return at a steady rate. Does no I/O and reads no clock. The caller passes the time and the number of
 * connections.
 */
export class ConnectionAdmission {
  readonly #limits: AdmissionLimits;
  readonly #maxTokens: number;
  #tokens: number;
  #refilledAt = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
    this.#maxTokens = Math.max(1, BURST_SHARE * limits.connectsPerSecond);
    this.#tokens = this.#maxTokens;
  }

  /** Returns the reason to refuse a connection, or undefined to admit it. An admitted connection takes a token. */
  check(now: number, ready: boolean, connections: number): AdmissionRefusalCode | undefined {
    if (!ready) return 'NOT_READY';
    if (connections >= this.#limits.connections) return 'OVER_CAPACITY';
    const newTokens = ((now - this.#refilledAt) * this.#limits.connectsPerSecond) / ONE_SECOND_MS;
    this.#tokens = Math.min(this.#maxTokens, this.#tokens + newTokens);
    this.#refilledAt = now;
    if (this.#tokens < 1) return 'OVER_CAPACITY';
    this.#tokens -= 1;
    return undefined;
  }
}
