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

const TIME_WINDOW_MS = 60_000;
/** The maximum clock drift: unsynchronized clocks drift apart by less than this fraction of the elapsed time. */
const MAX_DRIFT_RATIO = 200 / 1_000_000;
const MAX_SENDERS = 1_000;

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
    const sender = this.#senderOf(clock, clockDifferenceMs, now);
    const idleMs = now - sender.lastReceived;
    // Time windows advance only when requests arrive. Differences measured before a freeze of NATS therefore still
    // count after the freeze.
    if (now - sender.windowStart > TIME_WINDOW_MS) {
      sender.windowStart = now;
      sender.previousSmallest = sender.currentSmallest;
      sender.currentSmallest = clockDifferenceMs;
    }
    sender.currentSmallest = Math.min(sender.currentSmallest, clockDifferenceMs);
    sender.lastReceived = now;
    const smallestDifferenceMs = Math.min(sender.previousSmallest, sender.currentSmallest);
    return Math.max(0, clockDifferenceMs - smallestDifferenceMs - idleMs * MAX_DRIFT_RATIO);
  }

  #senderOf(clock: string, difference: number, now: number): SenderClock {
    const knownSender = this.#senders.get(clock);
    if (knownSender) return knownSender;
    const [oldest] = this.#senders.keys();
    if (oldest !== undefined && this.#senders.size >= MAX_SENDERS) this.#senders.delete(oldest);
    const newSender = {
      windowStart: now,
      lastReceived: now,
      previousSmallest: difference,
      currentSmallest: difference,
    };
    this.#senders.set(clock, newSender);
    return newSender;
  }
}
