const BEAT_MS = 1_000;
/** A loop that stood still this long has missed every deadline of ours; a probe's own time-out sees longer ones. */
const STUCK_MS = 5_000;

/** Notices that the event loop stood still, by beats that come late; forgets it at the next beat in time. */
export class EventLoopPulse {
  readonly #now: () => number;
  #lastBeat: number;
  #late = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#lastBeat = now();
  }

  start(): void {
    setInterval(() => this.beat(), BEAT_MS).unref();
  }

  beat(): void {
    const now = this.#now();
    this.#late = now - this.#lastBeat - BEAT_MS;
    this.#lastBeat = now;
  }

  whyStuck(): string | undefined {
    const late = Math.max(this.#late, this.#now() - this.#lastBeat - BEAT_MS);
    return late > STUCK_MS ? `the event loop stood still for ${Math.round(late)} ms` : undefined;
  }
}
