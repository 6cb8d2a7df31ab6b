const ONE_SECOND_MS = 1_000;

interface AdmissionLimits {
  readonly connections: number;
  readonly connectsPerSecond: number;
}

export type AdmissionRefusalCode = 'NOT_READY' | 'OVER_CAPACITY';

/**
 * Decides whether a new connection is admitted. Does no I/O and reads no clock. The caller passes the time and the
 * number of connections.
 */
export class ConnectionAdmission {
  readonly #limits: AdmissionLimits;
  #second = 0;
  #inSecond = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /**
   * Returns the reason to refuse a connection, or undefined to admit it. An admitted connection counts toward the limit
   * per second.
   */
  check(now: number, ready: boolean, connections: number): AdmissionRefusalCode | undefined {
    if (!ready) return 'NOT_READY';
    if (connections >= this.#limits.connections) return 'OVER_CAPACITY';
    const currentSecond = Math.floor(now / ONE_SECOND_MS);
    if (currentSecond !== this.#second) {
      this.#second = currentSecond;
      this.#inSecond = 0;
    }
    if (this.#inSecond >= this.#limits.connectsPerSecond) return 'OVER_CAPACITY';
    this.#inSecond += 1;
    return undefined;
  }
}
