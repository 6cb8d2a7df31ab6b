import type { RoomEvent } from '@kcs/contracts';
import type { DeliveryGate } from '../health/delivery-gate.ts';

/**
 * How long an event waits for earlier events that arrive late. Under load, different gateways may deliver two
 * consecutive events in the wrong order and more than 30 ms apart.
 */
const REORDER_WAIT_MS = 100;
const DELIVERY_RETRY_DELAY_MS = 1_000;
/**
 * Maximum number of waiting events. The limit is higher than the number of events that arrive right after an outage.
 * Events above the limit are dropped, and clients see their effect when they next load their rooms.
 */
const MAX_WAITING_EVENTS = 10_000;
/** Number of rooms whose events are delivered in parallel. Each delivery may need one request to chat-api. */
const MAX_PARALLEL_DELIVERIES = 16;

interface WaitingEvent {
  readonly event: Pick<RoomEvent, 'room_id' | 'seq'>;
}

interface EventBatcherOptions<W extends WaitingEvent> {
  /** The delivery gate. Events wait while the gate is closed. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  /**
   * Delivers one room's waiting events, sorted by seq. Resolves with false if no event was delivered. In that case, the
   * function is called again with the same events after one second.
   */
  readonly deliver: (roomId: string, batch: readonly W[]) => Promise<boolean>;
}

/**
 * Collects each room's events for `REORDER_WAIT_MS` and then passes them on in one batch. The batches of a room are
 * delivered one at a time.
 */
export class EventBatcher<W extends WaitingEvent> {
  readonly #options: EventBatcherOptions<W>;
  readonly #waiting = new Map<string, W[]>();
  readonly #dueRooms: string[] = [];
  #waitingCount = 0;
  #deliveries = 0;

  constructor(options: EventBatcherOptions<W>) {
    this.#options = options;
  }

  /** Whether the number of waiting events has reached the limit. */
  get isFull(): boolean {
    return this.#waitingCount >= MAX_WAITING_EVENTS;
  }

  add(waitingEvent: W): void {
    const { room_id: roomId } = waitingEvent.event;
    this.#waitingCount += 1;
    const waitingEvents = this.#waiting.get(roomId);
    if (waitingEvents) waitingEvents.push(waitingEvent);
    else {
      this.#waiting.set(roomId, [waitingEvent]);
      this.#deliverAfter(REORDER_WAIT_MS, roomId);
    }
  }

  #deliverAfter(delayMs: number, roomId: string): void {
    setTimeout(() => {
      if (!this.#options.gate.canDeliver) {
        this.#deliverAfter(REORDER_WAIT_MS, roomId);
        return;
      }
      this.#dueRooms.push(roomId);
      this.#deliverDueRooms();
    }, delayMs).unref();
  }

  #deliverDueRooms(): void {
    while (this.#deliveries < MAX_PARALLEL_DELIVERIES) {
      const dueRoomId = this.#dueRooms.shift();
      if (dueRoomId === undefined) return;
      this.#deliveries += 1;
      void this.#deliver(dueRoomId).finally(() => {
        this.#deliveries -= 1;
        this.#deliverDueRooms();
      });
    }
  }

  async #deliver(roomId: string): Promise<void> {
    const eventBatch = this.#waiting.get(roomId) ?? [];
    this.#waiting.set(roomId, []);
    eventBatch.sort((a, b) => a.event.seq - b.event.seq);
    const isDelivered = await this.#options.deliver(roomId, eventBatch);
    const eventsAddedDuringDelivery = this.#waiting.get(roomId) ?? [];
    if (isDelivered) {
      this.#waitingCount -= eventBatch.length;
      if (eventsAddedDuringDelivery.length === 0) this.#waiting.delete(roomId);
      else this.#deliverAfter(REORDER_WAIT_MS, roomId);
    } else {
      this.#waiting.set(roomId, [...eventBatch, ...eventsAddedDuringDelivery]);
      this.#deliverAfter(DELIVERY_RETRY_DELAY_MS, roomId);
    }
  }
}
