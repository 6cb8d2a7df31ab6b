import type { SendStamp } from './send-stamp.ts';

/** The smallest difference between the receiver's and the sender's clock in two successive time windows. */
interface SenderClock {
  windowStart: number;
  lastReceived: number;
  previousSmallest: number;
  currentSmallest: number;
}

const WINDOW_MS = 60_000;
/** Clocks that are not synchronized drift apart by less than this share of the time. */
const MAX_DRIFT = 200 / 1_000_000;
const MAX_SENDERS = 1_000;

/**
 * Measures how late requests arrive, without comparing the clocks of two machines. For all requests of one sender, the
 * receiver's time minus the sender's time is constant, apart from the time that each request spends in transit. A
 * request is late by the amount by which its difference exceeds the smallest recent difference.
 *
 * The first request of a sender counts as punctual.
 */
export class LatenessMeter {
  readonly #senders = new Map<string, SenderClock>();

  /** Returns by how many ms the request is late. Call it once for each received request, in order. */
  measure({ clock, sentAtMs }: SendStamp, now = performance.now()): number {
    const difference = now - sentAtMs;
    const sender = this.#senderOf(clock, difference, now);
    const idleMs = now - sender.lastReceived;
    // The time windows advance only when requests arrive, so differences measured before a freeze still count after it.
    if (now - sender.windowStart > WINDOW_MS) {
      sender.windowStart = now;
      sender.previousSmallest = sender.currentSmallest;
      sender.currentSmallest = difference;
    }
    sender.currentSmallest = Math.min(sender.currentSmallest, difference);
    sender.lastReceived = now;
    const smallest = Math.min(sender.previousSmallest, sender.currentSmallest);
    return Math.max(0, difference - smallest - idleMs * MAX_DRIFT);
  }

  #senderOf(clock: string, difference: number, now: number): SenderClock {
    const known = this.#senders.get(clock);
    if (known) return known;
    const [oldest] = this.#senders.keys();
    if (oldest !== undefined && this.#senders.size >= MAX_SENDERS) this.#senders.delete(oldest);
    const sender = {
      windowStart: now,
      lastReceived: now,
      previousSmallest: difference,
      currentSmallest: difference,
    };
    this.#senders.set(clock, sender);
    return sender;
  }
}
