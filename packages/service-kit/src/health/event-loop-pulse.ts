const BEAT_MS = 1_000;
/** A loop that stood still this long has missed every deadline of ours; a probe's own time-out sees longer ones. */
const STUCK_MS = 5_000;

/** Notices that the event loop stood still. Forgets it at the next beat in time. */
export class EventLoopPulse {
  #lastBeat = performance.now();
  #late = 0;

  constructor() {
    setInterval(() => {
      const now = performance.now();
      this.#late = now - this.#lastBeat - BEAT_MS;
      this.#lastBeat = now;
    }, BEAT_MS).unref();
  }

  whyStuck(): string | undefined {
    const late = Math.max(this.#late, performance.now() - this.#lastBeat - BEAT_MS);
    return late > STUCK_MS ? `the event loop stood still for ${Math.round(late)} ms` : undefined;
  }
}
