interface AwaitedDelivery {
  remainingCopies: number;
  readonly resolve: () => void;
}

const DELIVERY_TIMEOUT_MS = 30_000;
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

  /** Resolves when `copies` sockets have received message `n`. Rejects after 30 s. */
  waitForCopies(n: number, copies: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timeoutTimer = setTimeout(() => {
        const missingCount = this.#awaited.get(n)?.remainingCopies;
        this.#awaited.delete(n);
        reject(new Error(`${missingCount} of ${copies} sockets did not receive message ${n}`));
      }, DELIVERY_TIMEOUT_MS);
      const finish = () => {
        clearTimeout(timeoutTimer);
        resolve();
      };
      this.#awaited.set(n, { remainingCopies: copies, resolve: finish });
    });
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
