import type { RoomEvent } from '@kcs/contracts';
import { Recording } from './recording.ts';
import { RoomSequence, type SequenceLimits, type Step } from './room-sequence.ts';

/** How long a gap may stand before what is missing is fetched: longer than neighbours overtake each other. */
export const GAP_MS = 100;
/** Fetches in a row that show the log to end below what is held, before that is taken for true. */
const FRUITLESS_FETCHES = 3;
/** More than one answer of catch-up may carry; a join that takes longer is asked again. */
const RECORDED_EVENTS = 500;
const LIMITS: SequenceLimits = { heldCount: 1_000, heldBytes: 4 * 1024 * 1024 };

export type OfferOutcome = Step<RoomEvent>['outcome'] | 'closed' | 'unsure';

export interface SequencerHooks {
  /** Whether it is known who may hear; what is offered while it is not is left to the next sweep. */
  mayRelease(): boolean;
  /** Delivers one event to the local sockets of its room; must not throw. */
  deliver(event: RoomEvent): void;
  /** Asks for what the room misses after its position; the answer comes back through `repaired`. */
  repair(roomId: string): void;
}

interface OpenRoom {
  readonly sequence: RoomSequence<RoomEvent>;
  readonly recordings: Set<Recording>;
  readonly waiters: Set<{ seq: number; resolve: () => void }>;
  timer: NodeJS.Timeout | undefined;
  gapSince: number;
  gapAt: number | undefined;
  fruitless: number;
}

const sizeOf = (event: RoomEvent): number => JSON.stringify(event.data).length;

/**
 * The order of every room that is open on this gateway: feeds what arrives to the room's sequence, delivers what that
 * releases, and asks for repair when a gap has stood for `GAP_MS`. Keeps its word while events are offered from
 * several sides at once (own bus messages, other gateways, fetches).
 */
export class Sequencer {
  readonly #hooks: SequencerHooks;
  readonly #rooms = new Map<string, OpenRoom>();

  constructor(hooks: SequencerHooks) {
    this.#hooks = hooks;
  }

  get size(): number {
    return this.#rooms.size;
  }

  get heldCount(): number {
    let held = 0;
    for (const room of this.#rooms.values()) held += room.sequence.heldCount;
    return held;
  }

  open(roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    this.#rooms.set(roomId, {
      sequence: new RoomSequence(LIMITS, sizeOf),
      recordings: new Set(),
      waiters: new Set(),
      timer: undefined,
      gapSince: 0,
      gapAt: undefined,
      fruitless: 0,
    });
  }

  close(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    clearTimeout(room.timer);
    for (const waiter of room.waiters) waiter.resolve();
    this.#rooms.delete(roomId);
  }

  position(roomId: string): number | undefined {
    return this.#rooms.get(roomId)?.sequence.position;
  }

  /** The positions of all rooms that have one. */
  positions(): [roomId: string, position: number][] {
    const all: [string, number][] = [];
    for (const [roomId, { sequence }] of this.#rooms) {
      if (sequence.position !== undefined) all.push([roomId, sequence.position]);
    }
    return all;
  }

  offer(event: RoomEvent): OfferOutcome {
    const room = this.#rooms.get(event.room_id);
    if (!room) return 'closed';
    if (!this.#hooks.mayRelease()) return 'unsure';
    const step = room.sequence.offer(event);
    this.#apply(event.room_id, room, step.release);
    return step.outcome;
  }

  /** Begins a room at its head; a room that has a position keeps it. */
  start(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room || room.sequence.position !== undefined) return;
    for (const recording of room.recordings) recording.started(head);
    this.#apply(roomId, room, room.sequence.start(head).release);
  }

  /** The log goes on to at least `head`: waits for the event, then asks for it. */
  heard(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.sequence.heard(head);
    this.#watchGap(roomId, room);
  }

  /** What a fetch after `after` showed: the events and the head of the log. */
  repaired(roomId: string, after: number, events: readonly RoomEvent[], head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const event of events) this.offer(event);
    const position = room.sequence.position ?? 0;
    room.fruitless = position === after ? room.fruitless + 1 : 0;
    if (room.fruitless >= FRUITLESS_FETCHES && head <= position) {
      room.sequence.forgetAbove(position);
      room.fruitless = 0;
    } else {
      room.sequence.heard(head);
    }
    room.gapAt = undefined;
    this.#watchGap(roomId, room);
  }

  /** The fetch failed: the gap stands, and is looked at again. */
  unrepaired(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.gapAt = undefined;
    this.#watchGap(roomId, room);
  }

  /** Gives up on what lies between: the room goes on at `head`. The sockets have to be told. */
  jump(roomId: string, head: number): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    for (const recording of room.recordings) recording.broken();
    this.#apply(roomId, room, room.sequence.jump(head).release);
  }

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

  /** Resolves when the room has come to `seq`, or was closed. The caller bounds the wait by `signal`. */
  reached(roomId: string, seq: number, signal: AbortSignal): Promise<void> {
    const room = this.#rooms.get(roomId);
    const position = room?.sequence.position;
    if (!room || signal.aborted || (position !== undefined && position >= seq)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        room.waiters.delete(waiter);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const waiter = { seq, resolve: done };
      room.waiters.add(waiter);
      signal.addEventListener('abort', done);
      this.heard(roomId, seq);
    });
  }

  stop(): void {
    for (const roomId of [...this.#rooms.keys()]) this.close(roomId);
  }

  #apply(roomId: string, room: OpenRoom, release: readonly RoomEvent[]): void {
    for (const event of release) {
      for (const recording of room.recordings) recording.released(event);
      this.#hooks.deliver(event);
    }
    const { position } = room.sequence;
    if (position !== undefined && room.waiters.size > 0) {
      for (const waiter of [...room.waiters]) if (waiter.seq <= position) waiter.resolve();
    }
    this.#watchGap(roomId, room);
  }

  /** One timer a room; a gap counts from the moment that the position came to stand before it. */
  #watchGap(roomId: string, room: OpenRoom): void {
    if (!room.sequence.behind) {
      room.gapAt = undefined;
      clearTimeout(room.timer);
      room.timer = undefined;
      return;
    }
    if (room.gapAt !== room.sequence.position) {
      room.gapAt = room.sequence.position;
      room.gapSince = performance.now();
    }
    if (room.timer) return;
    const left = Math.max(1, GAP_MS - (performance.now() - room.gapSince));
    room.timer = setTimeout(() => this.#gapStood(roomId, room), left);
    room.timer.unref();
  }

  #gapStood(roomId: string, room: OpenRoom): void {
    room.timer = undefined;
    if (this.#rooms.get(roomId) !== room || !room.sequence.behind) return;
    const stood = performance.now() - room.gapSince >= GAP_MS - 1;
    if (stood && this.#hooks.mayRelease()) {
      this.#hooks.repair(roomId);
      return;
    }
    // What is fetched while nothing may be released would be thrown away, and fetched again ten times a second.
    if (stood) room.gapAt = undefined;
    this.#watchGap(roomId, room);
  }
}
