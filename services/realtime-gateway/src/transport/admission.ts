const SECOND_MS = 1_000;

export interface AdmissionLimits {
  readonly connections: number;
  readonly connectsPerSecond: number;
}

export type Refusal = 'NOT_READY' | 'OVER_CAPACITY';

/** Whether a new connection may come in now. Pure: the caller gives the time and what it counts. */
export class Admission {
  readonly #limits: AdmissionLimits;
  #second = 0;
  #inSecond = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Undefined = welcome; it then counts against the second's limit. */
  judge(now: number, ready: boolean, connections: number): Refusal | undefined {
    if (!ready) return 'NOT_READY';
    if (connections >= this.#limits.connections) return 'OVER_CAPACITY';
    const second = Math.floor(now / SECOND_MS);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    if (this.#inSecond >= this.#limits.connectsPerSecond) return 'OVER_CAPACITY';
    this.#inSecond += 1;
    return undefined;
  }
}
