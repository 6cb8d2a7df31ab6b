interface AwaitedDelivery {
  remainingCopies: number;
  readonly resolve: () => void;
}

const MARKER_PATTERN = /bench-(\d+)-/;

/**
 * Follows numbered messages to the sockets that receive them. The number is part of the content, so that every protocol
 * can carry it.
 */
export class DeliveryTracker {
  readonly #awaited = new Map<number, AwaitedDelivery>();

  /** Returns the content of message `n`. It is as long as an average chat message. */
  static formatContent(n: number): string {
    return `bench-${n}- See you at half past two in the library.`;
  }

  /** Resolves when `copies` sockets have received message `n`. */
  waitForCopies(n: number, copies: number): Promise<void> {
    return new Promise((resolve) => void this.#awaited.set(n, { remainingCopies: copies, resolve }));
  }

  /** Counts one copy of the message in the frame. Ignores frames without a message of the benchmark. */
  recordFrame(frame: string): void {
    const messageNumber = Number(MARKER_PATTERN.exec(frame)?.[1] ?? Number.NaN);
    const awaitedDelivery = this.#awaited.get(messageNumber);
    if (!awaitedDelivery) return;
    awaitedDelivery.remainingCopies -= 1;
    if (awaitedDelivery.remainingCopies > 0) return;
    this.#awaited.delete(messageNumber);
    awaitedDelivery.resolve();
  }
}
