import type { EventOfferOutcome, RoomEvent } from '@kcs/contracts';
import type { RoomDelivery } from '../delivery/room-delivery.ts';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { GapTimer } from './gap-timer.ts';
import { RoomEventRecording } from './recording.ts';
import { RoomSequence, type SequenceLimits } from './room-sequence.ts';

/**
 * Maximum number of consecutive fetches that do not advance a room's position. After that, the log is assumed not to
 * contain the events that the room holds.
 */
const MAX_FETCHES_WITHOUT_PROGRESS = 3;
/**
 * The maximum number of events that a join records in a room while it waits for chat-api. A catch-up response has the
 * same limit. If the room releases more events than that, the recording is incomplete, and the join asks chat-api
 * about the room again.
 */
const MAX_RECORDED_EVENTS = 500;
const SEQUENCE_LIMITS: SequenceLimits = { heldCount: 1_000, heldBytes: 4 * 1024 * 1024 };

/**
 * The outcome of offering an event to the sequencer, also used as a metric label. `unsure` means that the delivery gate
 * was closed, and `closed` means that the room was not open on this gateway.
 */
type OfferOutcome = EventOfferOutcome | 'closed' | 'unsure';

interface SequencerOptions {
  /**
   * The delivery gate. Events offered while the gate is closed are dropped, and the next sweep finds that they are
   * missing.
   */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  /** Receives each released event in order. Must not throw. */
  readonly delivery: Pick<RoomDelivery, 'deliver'>;
  readonly onOffered?: (outcome: OfferOutcome) => void;
}

interface OpenRoom {
  readonly sequence: RoomSequence<RoomEvent>;
  readonly recordings: Set<RoomEventRecording>;
  readonly waiters: Set<{ seq: number; resolve: () => void }>;
  readonly gap: GapTimer;
  /** Number of consecutive fetches that did not advance the room's position. */
  fruitlessFetches: number;
}

const measureEventSize = (event: RoomEvent): number => JSON.stringify(event.data).length;

/**
 * Keeps the events of every open room in order (decision 0003). Accepts events from the bus, from other gateways, and
 * from fetches. Delivers each event once and in order, and requests a repair when a gap is `GAP_TIMEOUT_MS` old.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  #requestRepair: (roomId: string) => void = () => {};

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /**
   * Sets the function that fetches a room's missing events. The function must report its result with `repaired`,
   * `repairFailed`, or `skipTo`. Must be called once, before any room opens.
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
    let heldEventCount = 0;
    for (const openRoom of this.#rooms.values()) heldEventCount += openRoom.sequence.heldCount;
    return heldEventCount;
  }

  open(roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    const roomSequence = new RoomSequence<RoomEvent>(SEQUENCE_LIMITS, measureEventSize);
    const gapTimer = new GapTimer(roomSequence, () => this.#repairGap(roomId));
    this.#rooms.set(roomId, {
      sequence: roomSequence,
      recordings: new Set(),
      waiters: new Set(),
      gap: gapTimer,
      fruitlessFetches: 0,
    });
  }

  close(roomId: string): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return;
    openRoom.gap.stop();
    for (const waiter of openRoom.waiters) waiter.resolve();
    this.#rooms.delete(roomId);
  }

  /** Returns the position of a room; undefined if the room is not open or has no position yet. */
  position(roomId: string): number | undefined {
    return this.#rooms.get(roomId)?.sequence.position;
  }

  /** Returns the position of every open room that already has a position. */
  positions(): [roomId: string, position: number][] {
    const roomPositions: [string, number][] = [];
    for (const [roomId, { sequence }] of this.#rooms) {
      if (sequence.position !== undefined) roomPositions.push([roomId, sequence.position]);
    }
    return roomPositions;
  }

  /**
   * Accepts an event from the bus or from another gateway. Delivers the event and any held events that are now in
   * order.
   */
  offer(event: RoomEvent): OfferOutcome {
    const offerOutcome = this.#offer(event);
    this.#options.onOffered?.(offerOutcome);
    return offerOutcome;
  }

  /** Sets the first position of a room to `head`. Does nothing if the room already has a position. */
  start(roomId: string, head: number): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom || openRoom.sequence.position !== undefined) return;
    for (const recording of openRoom.recordings) recording.started(head);
    this.#release(openRoom, openRoom.sequence.start(head));
  }

  /**
   * Records that a room's log reaches at least `head`. Missing events up to `head` are fetched if they do not arrive
   * soon.
   */
  observeHead(roomId: string, head: number): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return;
    openRoom.sequence.observeHead(head);
    openRoom.gap.watch();
  }

  /** Accepts the result of a fetch: the events after seq `after`, and the current head of the log. */
  repaired(roomId: string, after: number, events: readonly RoomEvent[], head: number): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return;
    for (const event of events) this.#offer(event);
    const position = openRoom.sequence.position ?? 0;
    openRoom.fruitlessFetches = position === after ? openRoom.fruitlessFetches + 1 : 0;
    if (openRoom.fruitlessFetches >= MAX_FETCHES_WITHOUT_PROGRESS && head <= position) {
      openRoom.sequence.dropHeldAbove(position);
      openRoom.fruitlessFetches = 0;
    } else {
      openRoom.sequence.observeHead(head);
    }
    openRoom.gap.restart();
  }

  /** Records that a fetch has failed. The repair is requested again later. */
  repairFailed(roomId: string): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return;
    openRoom.gap.restart();
  }

  /**
   * Continues the room with the event after `head`. Used if the missing events up to `head` cannot be fetched, or if
   * the log was restored to an earlier state. The caller must send `chat-resync` to the room's sockets.
   */
  skipTo(roomId: string, head: number): void {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return;
    for (const recording of openRoom.recordings) recording.skipped();
    this.#release(openRoom, openRoom.sequence.skipTo(head));
  }

  /** Starts recording the events that the room releases. Returns undefined if the room is not open. */
  record(roomId: string): RoomEventRecording | undefined {
    const openRoom = this.#rooms.get(roomId);
    if (!openRoom) return undefined;
    const recording = new RoomEventRecording(openRoom.sequence.position, MAX_RECORDED_EVENTS);
    openRoom.recordings.add(recording);
    return recording;
  }

  endRecording(roomId: string, recording: RoomEventRecording): void {
    this.#rooms.get(roomId)?.recordings.delete(recording);
  }

  /** Resolves when the room reaches `seq`, when the room closes, or when the signal aborts. */
  waitUntilReached(roomId: string, seq: number, signal: AbortSignal): Promise<void> {
    const openRoom = this.#rooms.get(roomId);
    const position = openRoom?.sequence.position;
    if (!openRoom || signal.aborted || (position !== undefined && position >= seq)) return Promise.resolve();
    return new Promise((resolve) => {
      const positionWaiter = {
        seq,
        resolve: () => {
          openRoom.waiters.delete(positionWaiter);
          signal.removeEventListener('abort', positionWaiter.resolve);
          resolve();
        },
      };
      openRoom.waiters.add(positionWaiter);
      signal.addEventListener('abort', positionWaiter.resolve);
      this.observeHead(roomId, seq);
    });
  }

  stop(): void {
    for (const roomId of [...this.#rooms.keys()]) this.close(roomId);
  }

  #offer(event: RoomEvent): OfferOutcome {
    const openRoom = this.#rooms.get(event.room_id);
    if (!openRoom) return 'closed';
    if (!this.#options.gate.canDeliver) return 'unsure';
    const sequenceStep = openRoom.sequence.offer(event);
    this.#release(openRoom, sequenceStep.released);
    return sequenceStep.outcome;
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
   * Requests the repair of an overdue gap. While the delivery gate is closed, restarts the gap's timer instead, because
   * fetched events would be dropped.
   */
  #repairGap(roomId: string): void {
    if (this.#options.gate.canDeliver) this.#requestRepair(roomId);
    else this.#rooms.get(roomId)?.gap.restart();
  }
}
