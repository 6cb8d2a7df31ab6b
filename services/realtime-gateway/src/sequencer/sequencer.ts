import type { RoomEvent, SequenceOutcome } from '@kcs/contracts';
import type { RoomDelivery } from '../delivery/room-delivery.ts';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { GapTimer } from './gap-timer.ts';
import { Recording } from './recording.ts';
import { RoomSequence, type SequenceLimits } from './room-sequence.ts';

/** After this many fetches in a row without the held events, we assume that the log does not have them. */
const FRUITLESS_FETCHES = 3;
/** The size of a recording: as many events as a catch-up answer may carry. A join that records more asks again. */
const RECORDED_EVENTS = 500;
const LIMITS: SequenceLimits = { heldCount: 1_000, heldBytes: 4 * 1024 * 1024 };

/** `unsure`: the delivery gate is closed. `closed`: the room is not open here. Also a metric label. */
type OfferOutcome = SequenceOutcome | 'closed' | 'unsure';

interface SequencerOptions {
  /** While this gate is closed, offered events are dropped; the next sweep finds them missing. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  /** Gets each released event. Must not throw. */
  readonly delivery: Pick<RoomDelivery, 'deliver'>;
  readonly onOffered?: (outcome: OfferOutcome) => void;
}

interface OpenRoom {
  readonly sequence: RoomSequence<RoomEvent>;
  readonly recordings: Set<Recording>;
  readonly waiters: Set<{ seq: number; resolve: () => void }>;
  readonly gap: GapTimer;
  /** Fetches in a row that returned nothing after the position. */
  fruitless: number;
}

const sizeOf = (event: RoomEvent): number => JSON.stringify(event.data).length;

/**
 * Keeps the order of every room that is open on this gateway (decision 0003). Feeds arriving events to the room's
 * sequence, delivers the released ones, and requests a repair when a gap is `GAP_MS` old. Events may come from
 * several sides at once: the bus, other gateways and fetches.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  #requestRepair: (roomId: string) => void = () => {};

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /**
   * Sets who fetches missing events. The result comes back through `repaired`, `repairFailed` or `skipTo`. Call it once,
   * before any room opens.
   */
  onGap(requestRepair: (roomId: string) => void): void {
    this.#requestRepair = requestRepair;
  }

  /** The number of open rooms. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Events of all rooms that are held ahead of a gap. */
  get heldCount(): number {
    let held = 0;
    for (const room of this.#rooms.values()) held += room.sequence.heldCount;
    return held;
  }

  open(roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    const sequence = new RoomSequence<RoomEvent>(LIMITS, sizeOf);
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

  /** The position of an open room; undefined when it is not open or has not started. */
  position(roomId: string): number | undefined {
    return this.#rooms.get(roomId)?.sequence.position;
  }

  /** The positions of all rooms that have started. */
  positions(): [roomId: string, position: number][] {
    const all: [string, number][] = [];
    for (const [roomId, { sequence }] of this.#rooms) {
      if (sequence.position !== undefined) all.push([roomId, sequence.position]);
    }
    return all;
  }

  /** Takes an event from the bus or from another gateway, and delivers what it releases. */
  offer(event: RoomEvent): OfferOutcome {
    const outcome = this.#offer(event);
    this.#options.onOffered?.(outcome);
    return outcome;
  }

  /** Starts a room at its head. A room that has started keeps its position. */
  start(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room || room.sequence.position !== undefined) return;
    for (const recording of room.recordings) recording.started(head);
    this.#release(room, room.sequence.start(head));
  }

  /** The room's log reaches at least `head`: events missing up to it are awaited, then fetched. */
  observeHead(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.sequence.observeHead(head);
    room.gap.watch();
  }

  /** A fetch after seq `after` returned these events and the head of the log. */
  repaired(roomId: string, after: number, events: readonly RoomEvent[], head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const event of events) this.#offer(event);
    const position = room.sequence.position ?? 0;
    room.fruitless = position === after ? room.fruitless + 1 : 0;
    if (room.fruitless >= FRUITLESS_FETCHES && head <= position) {
      room.sequence.forgetAbove(position);
      room.fruitless = 0;
    } else {
      room.sequence.observeHead(head);
    }
    room.gap.restart();
  }

  /** The fetch failed. The repair of the gap is requested again. */
  repairFailed(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.gap.restart();
  }

  /** Gives up on the events before `head`. The caller must send `chat-resync` to the sockets. */
  skipTo(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const recording of room.recordings) recording.skipped();
    this.#release(room, room.sequence.skipTo(head));
  }

  /** Starts to record released events; undefined when the room is not open. */
  record(roomId: string): Recording | undefined {
    const room = this.#rooms.get(roomId);
    if (!room) return undefined;
    const recording = new Recording(room.sequence.position, RECORDED_EVENTS);
    room.recordings.add(recording);
    return recording;
  }

  endRecording(roomId: string, recording: Recording): void {
    this.#rooms.get(roomId)?.recordings.delete(recording);
  }

  /** Resolves when the room reaches `seq` or closes, or when the signal aborts. */
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

  /** The gap is overdue. While the gate is closed, fetched events would be dropped and fetched again. */
  #repairGap(roomId: string): void {
    if (this.#options.gate.canDeliver) this.#requestRepair(roomId);
    else this.#rooms.get(roomId)?.gap.restart();
  }
}
