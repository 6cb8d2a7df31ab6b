/** What a gateway has handled since the last sample. */
export interface Traffic {
  /** Messages that this gateway took off the bus. Each message is counted on one gateway only. */
  readonly messages: number;
  /** Room events that were released to the sockets of this gateway. */
  readonly events: number;
  /** The mean and the highest time from the creation of an event to its release; null if there were no events. */
  readonly lagMeanMs: number | null;
  readonly lagMaxMs: number | null;
}

/** Counts the messages and events of one gateway, for its next sample. */
export class TrafficCounter {
  #messages = 0;
  #events = 0;
  #lagSumMs = 0;
  #lagMaxMs = 0;

  countMessage(): void {
    this.#messages += 1;
  }

  countReleasedEvent(lagMs: number): void {
    this.#events += 1;
    this.#lagSumMs += lagMs;
    this.#lagMaxMs = Math.max(this.#lagMaxMs, lagMs);
  }

  /** Returns the counts since the last call, and starts again at zero. */
  take(): Traffic {
    const hasEvents = this.#events > 0;
    const traffic = {
      messages: this.#messages,
      events: this.#events,
      lagMeanMs: hasEvents ? this.#lagSumMs / this.#events : null,
      lagMaxMs: hasEvents ? this.#lagMaxMs : null,
    };
    this.#messages = 0;
    this.#events = 0;
    this.#lagSumMs = 0;
    this.#lagMaxMs = 0;
    return traffic;
  }
}
