import type { DeliveryGate } from '../health/delivery-gate.ts';

const GATE_CHECK_INTERVAL_MS = 30;

interface GateQueueOptions<T> {
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  /** Maximum number of waiting items. Items above the limit are dropped. */
  readonly maxWaiting: number;
  readonly deliver: (item: T) => void;
  /** Called for each dropped item. */
  readonly onDropped?: (() => void) | undefined;
}

/** Delivers items immediately while the delivery gate is open. While it is closed, the items wait in order. */
export class GateQueue<T> {
  readonly #options: GateQueueOptions<T>;
  readonly #waiting: T[] = [];

  constructor(options: GateQueueOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    const { gate, maxWaiting, deliver, onDropped } = this.#options;
    if (this.#waiting.length === 0 && gate.canDeliver) {
      deliver(item);
      return;
    }
    if (this.#waiting.length >= maxWaiting) {
      onDropped?.();
      return;
    }
    this.#waiting.push(item);
    if (this.#waiting.length === 1) this.#deliverWhenOpen();
  }

  #deliverWhenOpen(): void {
    const timer = setInterval(() => {
      const { gate, deliver } = this.#options;
      if (!gate.canDeliver) return;
      clearInterval(timer);
      for (const item of this.#waiting.splice(0)) deliver(item);
    }, GATE_CHECK_INTERVAL_MS).unref();
  }
}
