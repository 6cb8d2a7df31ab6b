import type { RoomEvent, SequenceOutcome } from '@kcs/contracts';
import type { RoomDelivery } from '../delivery/room-delivery.ts';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { GapTimer } from './gap-timer.ts';
import { Recording } from './recording.ts';
import { RoomSequence, type SequenceLimits } from './room-sequence.ts';

/** After this many consecutive fetches without the held events, the log is assumed not to contain those events. */
const MAX_FRUITLESS_FETCHES = 3;
/**
 * Maximum number of recorded events, the same as in a catch-up answer. A join that exceeds it requests the room again.
 */
const MAX_RECORDED_EVENTS = 500;
const SEQUENCE_LIMITS: SequenceLimits = { heldCount: 1_000, heldBytes: 4 * 1024 * 1024 };

/**
 * The outcome of offering an event, also used as a metric label. `unsure` means that the delivery gate is closed, and
 * `closed` means that the room is not open on this gateway.
 */
type OfferOutcome = SequenceOutcome | 'closed' | 'unsure';

interface SequencerOptions {
  /** While this gate is closed, offered events are dropped. The next sweep finds that they are missing. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  /** Receives each released event in order. Must not throw. */
  readonly delivery: Pick<RoomDelivery, 'deliver'>;
  readonly onOffered?: (outcome: OfferOutcome) => void;
}

interface OpenRoom {
  readonly sequence: RoomSequence<RoomEvent>;
  readonly recordings: Set<Recording>;
  readonly waiters: Set<{ seq: number; resolve: () => void }>;
  readonly gap: GapTimer;
  /** The number of consecutive fetches that returned no event after the position. */
  fruitless: number;
}

const sizeOf = (event: RoomEvent): number => JSON.stringify(event.data).length;

/**
 * Keeps the events of every open room in order (decision 0003). Passes arriving events to the room's sequence, delivers
 * the events that the sequence releases, and requests a repair when a gap is `GAP_TIMEOUT_MS` old. Events may arrive from the
 * bus, from other gateways, and from fetches at the same time.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  #requestRepair: (roomId: string) => void = () => {};

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /**
   * Sets the function that fetches the missing events of a room. The function must report its result with `repaired`,
   * `repairFailed`, or `skipTo`. Call this once, before any room opens.
   */
  onGap(requestRepair: (roomId: string) => void): void {
    this.#requestRepair = requestRepair;
  }

  /** The number of open rooms. */
  get size(): number {
    return this.#rooms.size;
  }

  /** The number of events held ahead of gaps, summed over all rooms. */
  get heldCount(): number {
    let held = 0;
    for (const room of this.#rooms.values()) held += room.sequence.heldCount;
    return held;
  }

  open(roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    const sequence = new RoomSequence<RoomEvent>(SEQUENCE_LIMITS, sizeOf);
    const gap = new GapTimer(sequence, () => this.#repairGap(roomId));
    this.#rooms.set(roomId, { sequence, recordings: new Set(), waiters: new Set(), gap, fruitless: 0 });
  }

  close(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.gap.stop();
    for (const waiter of room.waiters) waiter.resolve();
    this.#rooms.delete(roomId);
  }

  /** The position of a room; undefined if the room is not open or has not started. */
  position(roomId: string): number | undefined {
    return this.#rooms.get(roomId)?.sequence.position;
  }

  /** The positions of all rooms that have started. */
  positions(): [roomId: string, position: number][] {
    const positions: [string, number][] = [];
    for (const [roomId, { sequence }] of this.#rooms) {
      if (sequence.position !== undefined) positions.push([roomId, sequence.position]);
    }
    return positions;
  }

  /**
   * Accepts an event from the bus or from another gateway. Delivers the event and any held events that are now in
   * order.
   */
  offer(event: RoomEvent): OfferOutcome {
    const outcome = this.#offer(event);
    this.#options.onOffered?.(outcome);
    return outcome;
  }

  /** Starts a room at its head. Does nothing if the room has already started. */
  start(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room || room.sequence.position !== undefined) return;
    for (const recording of room.recordings) recording.started(head);
    this.#release(room, room.sequence.start(head));
  }

  /**
   * Call this when the room's log is known to reach at least `head`. Missing events up to `head` are fetched if they do
   * not arrive soon.
   */
  observeHead(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.sequence.observeHead(head);
    room.gap.watch();
  }

  /** Call this when a fetch of the events after seq `after` has returned `events` and the head of the log. */
  repaired(roomId: string, after: number, events: readonly RoomEvent[], head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const event of events) this.#offer(event);
    const position = room.sequence.position ?? 0;
    room.fruitless = position === after ? room.fruitless + 1 : 0;
    if (room.fruitless >= MAX_FRUITLESS_FETCHES && head <= position) {
      room.sequence.dropHeldAbove(position);
      room.fruitless = 0;
    } else {
      room.sequence.observeHead(head);
    }
    room.gap.restart();
  }

  /** Call this when a fetch has failed. The sequencer will request the repair again. */
  repairFailed(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.gap.restart();
  }

  /**
   * Gives up on the missing events up to `head` and continues after it. The caller must send `chat-resync` to the
   * room's sockets.
   */
  skipTo(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const recording of room.recordings) recording.skipped();
    this.#release(room, room.sequence.skipTo(head));
  }

  /** Starts recording the events that the room releases. Returns undefined if the room is not open. */
  record(roomId: string): Recording | undefined {
    const room = this.#rooms.get(roomId);
    if (!room) return undefined;
    const recording = new Recording(room.sequence.position, MAX_RECORDED_EVENTS);
    room.recordings.add(recording);
    return recording;
  }

  endRecording(roomId: string, recording: Recording): void {
    this.#rooms.get(roomId)?.recordings.delete(recording);
  }

  /** Resolves when the room reaches `seq`, when the room closes, or when the signal aborts. */
  whenReached(roomId: string, seq: number, signal: AbortSignal): Promise<void> {
    const room = this.#rooms.get(roomId);
    const position = room?.sequence.position;
    if (!room || signal.aborted || (position !== undefined && position >= seq)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = {
        seq,
        resolve: () => {
          room.waiters.delete(waiter);
          signal.removeEventListener('abort', waiter.resolve);
          resolve();
        },
      };
      room.waiters.add(waiter);
      signal.addEventListener('abort', waiter.resolve);
      this.observeHead(roomId, seq);
    });
  }

  stop(): void {
    for (const roomId of [...this.#rooms.keys()]) this.close(roomId);
  }

  #offer(event: RoomEvent): OfferOutcome {
    const room = this.#rooms.get(event.room_id);
    if (!room) return 'closed';
    if (!this.#options.gate.canDeliver) return 'unsure';
    const step = room.sequence.offer(event);
    this.#release(room, step.released);
    return step.outcome;
  }

  #release(room: OpenRoom, events: readonly RoomEvent[]): void {
    for (const event of events) {
      for (const recording of room.recordings) recording.released(event);
      this.#options.delivery.deliver(event);
    }
    const { position } = room.sequence;
    if (position !== undefined && room.waiters.size > 0) {
      for (const waiter of [...room.waiters]) if (waiter.seq <= position) waiter.resolve();
    }
    room.gap.watch();
  }

  /**
   * Requests the repair of an overdue gap. While the delivery gate is closed, the request waits, because fetched events
   * would be dropped.
   */
  #repairGap(roomId: string): void {
    if (this.#options.gate.canDeliver) this.#requestRepair(roomId);
    else this.#rooms.get(roomId)?.gap.restart();
  }
}
