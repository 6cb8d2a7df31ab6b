import type { SendStamp } from './send-stamp.ts';

/**
 * What the meter knows about one sender, including the smallest differences between the receiver's clock and the
 * sender's clock in the previous and the current time window.
 */
interface SenderClock {
  windowStart: number;
  lastReceived: number;
  previousSmallest: number;
  currentSmallest: number;
}

const CLOCK_DIFFERENCE_WINDOW_MS = 60_000;
/** The maximum clock drift: unsynchronized clocks drift apart by less than this fraction of the elapsed time. */
const MAX_CLOCK_DRIFT_RATIO = 200 / 1_000_000;
const MAX_REMEMBERED_SENDERS = 1_000;

/**
 * Measures how late requests arrive, without assuming that the clocks of two machines agree. For each request, the
 * meter subtracts the sender's time from the receiver's time. The smallest recent difference for a sender belongs to
 * the request that arrived fastest. The lateness of a request is the amount by which its own difference exceeds the
 * smallest one.
 *
 * A sender's first request counts as punctual.
 */
export class LatenessMeter {
  readonly #senders = new Map<string, SenderClock>();

  /** Returns how late the request is, in ms. Call `measure` once for each received request, in order of arrival. */
  measure({ clock, sentAtMs }: SendStamp, now = performance.now()): number {
    const clockDifferenceMs = now - sentAtMs;
    const senderClock = this.#senderOf(clock, clockDifferenceMs, now);
    const msSinceLastRequest = now - senderClock.lastReceived;
    // Time windows advance only when requests arrive. Differences measured before a freeze of NATS therefore still
    // count after the freeze.
    if (now - senderClock.windowStart > CLOCK_DIFFERENCE_WINDOW_MS) {
      senderClock.windowStart = now;
      senderClock.previousSmallest = senderClock.currentSmallest;
      senderClock.currentSmallest = clockDifferenceMs;
    }
    senderClock.currentSmallest = Math.min(senderClock.currentSmallest, clockDifferenceMs);
    senderClock.lastReceived = now;
    const smallestClockDifferenceMs = Math.min(senderClock.previousSmallest, senderClock.currentSmallest);
    return Math.max(
      0,
      clockDifferenceMs - smallestClockDifferenceMs - msSinceLastRequest * MAX_CLOCK_DRIFT_RATIO,
    );
  }

  #senderOf(clock: string, difference: number, now: number): SenderClock {
    const existingSenderClock = this.#senders.get(clock);
    if (existingSenderClock) return existingSenderClock;
    const [oldest] = this.#senders.keys();
    if (oldest !== undefined && this.#senders.size >= MAX_REMEMBERED_SENDERS) this.#senders.delete(oldest);
    const newSenderClock = {
      windowStart: now,
      lastReceived: now,
      previousSmallest: difference,
      currentSmallest: difference,
    };
    this.#senders.set(clock, newSenderClock);
    return newSenderClock;
  }
}
