import {
  type CHAT_API,
  type ChatRoomsJoined,
  type ErrorCode,
  type Missed,
  type ReplyOf,
  type RequestOf,
  RoomId,
} from '@kcs/contracts';
import { Compile } from 'typebox/compile';
import { chatRoom } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { extendMissed, removesMember } from './extend-missed.ts';
import type { OpenRooms } from './open-rooms.ts';
import type { Recording } from './recording.ts';
import type { Sequencer } from './sequencer.ts';

/** How long a join waits for its subscriptions. After that it continues, and the sweep repairs missed events. */
const SUBSCRIBE_WITHIN_MS = 1_000;
/** How long a join waits for events that chat-api has stored and this gateway has not released yet. */
const REACH_WITHIN_MS = 1_500;
const ATTEMPTS = 3;
const roomIdSchema = Compile(RoomId);

export interface JoinRoomsOptions {
  readonly sequencer: Sequencer;
  readonly openRooms: OpenRooms;
  /** Resolves once Redis has confirmed the room's subscription. */
  readonly subscribed: (roomId: string) => Promise<void>;
  /** Requests membership, head and missed events of rooms from chat-api. */
  readonly request: (
    query: RequestOf<typeof CHAT_API.openRooms>,
  ) => Promise<ReplyOf<typeof CHAT_API.openRooms>>;
}

/** A room that chat-api granted, with the events released since before the request. */
interface Grant {
  readonly head: number;
  readonly missed: Missed | undefined;
  readonly recording: Recording;
}

type Grants = Map<string, Grant>;
type Refusals = Map<string, ErrorCode>;
type Since = Readonly<Record<string, number>>;

/**
 * Joins sockets to rooms without a gap or a repeat (ORD-2, CATCH-1).
 *
 * 1. The room's subscription is confirmed before chat-api is asked for membership, head and missed events.
 * 2. Events that the room releases meanwhile are recorded.
 * 3. In one tick the socket enters at the room's position and gets the answer, extended to that position.
 *
 * So an event committed at any moment of a join is delivered exactly once. A removal released during the join refuses
 * the room.
 */
export class JoinRooms {
  readonly #options: JoinRoomsOptions;

  constructor(options: JoinRoomsOptions) {
    this.#options = options;
  }

  /** Calls `enter` with the answer in the tick in which the socket enters; not at all when the socket is gone. */
  async join(
    socket: ChatSocket,
    roomIds: readonly string[],
    since: Since,
    enter: (answer: ChatRoomsJoined) => void,
  ): Promise<void> {
    const { openRooms, sequencer } = this.#options;
    const requested = [...new Set(roomIds)];
    const wellFormed = requested.filter((id) => roomIdSchema.Check(id));
    const grants: Grants = new Map();
    for (const roomId of wellFormed) openRooms.acquire(roomId);
    try {
      await this.#subscribe(wellFormed);
      const refused = await this.#grant(socket.data.user.id, wellFormed, since, grants);
      if (socket.connected) enter(this.#enter(socket, requested, grants, refused));
    } finally {
      for (const [roomId, { recording }] of grants) sequencer.endRecording(roomId, recording);
      for (const roomId of wellFormed) openRooms.release(roomId);
    }
  }

  async #subscribe(roomIds: readonly string[]): Promise<void> {
    const { signal, cancel } = timeout(SUBSCRIBE_WITHIN_MS);
    const late = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([Promise.all(roomIds.map((roomId) => this.#options.subscribed(roomId))), late]);
    cancel();
  }

  /** Fills `grants` and returns the refusals. Repeats the request for rooms whose recording has a hole. */
  async #grant(userId: string, roomIds: readonly string[], since: Since, grants: Grants): Promise<Refusals> {
    const refused: Refusals = new Map();
    let open = roomIds;
    for (let attempt = 0; attempt < ATTEMPTS && open.length > 0; attempt += 1) {
      await this.#request(userId, open, since, grants, refused);
      await this.#reachHeads(open, grants);
      open = open.filter((roomId) => grants.has(roomId) && !this.#isCovered(roomId, grants));
    }
    return refused;
  }

  async #request(
    userId: string,
    roomIds: readonly string[],
    since: Since,
    grants: Grants,
    refused: Refusals,
  ): Promise<void> {
    const { sequencer, request } = this.#options;
    const recordings = new Map(roomIds.map((roomId) => [roomId, sequencer.record(roomId)]));
    for (const roomId of roomIds) {
      const earlier = grants.get(roomId);
      if (earlier) sequencer.endRecording(roomId, earlier.recording);
      grants.delete(roomId);
    }
    const granted = new Set<string>();
    try {
      const rooms = roomIds.map((roomId) =>
        Object.hasOwn(since, roomId) ? { roomId, since: since[roomId] as number } : { roomId },
      );
      for (const room of (await request({ userId, rooms })).rooms) {
        const recording = recordings.get(room.roomId);
        if ('code' in room) refused.set(room.roomId, room.code);
        else if (recording) {
          granted.add(room.roomId);
          grants.set(room.roomId, { head: room.head, missed: room.missed, recording });
          sequencer.start(room.roomId, room.head);
        }
      }
    } finally {
      for (const [roomId, recording] of recordings) {
        if (recording && !granted.has(roomId)) sequencer.endRecording(roomId, recording);
      }
    }
  }

  async #reachHeads(roomIds: readonly string[], grants: Grants): Promise<void> {
    const { sequencer } = this.#options;
    const { signal, cancel } = timeout(REACH_WITHIN_MS);
    await Promise.all(
      roomIds.map((roomId) => {
        const grant = grants.get(roomId);
        return grant ? sequencer.whenReached(roomId, grant.head, signal) : undefined;
      }),
    );
    cancel();
  }

  /** Whether the room has reached the granted head and every event released since then is recorded. */
  #isCovered(roomId: string, grants: Grants): boolean {
    const grant = grants.get(roomId);
    const position = this.#options.sequencer.position(roomId);
    if (!grant || position === undefined || position < grant.head) return false;
    return grant.recording.after(grant.head) !== undefined;
  }

  /** Runs in one tick: nothing is released between the socket's entry and the answer. */
  #enter(
    socket: ChatSocket,
    requested: readonly string[],
    grants: Grants,
    refused: Refusals,
  ): ChatRoomsJoined {
    const { sequencer } = this.#options;
    const rooms: string[] = [];
    const heads: Record<string, number> = {};
    const missed: Record<string, Missed> = {};
    for (const roomId of requested) {
      const grant = grants.get(roomId);
      if (!grant) {
        if (!refused.has(roomId)) refused.set(roomId, 'ROOM_NOT_FOUND');
        continue;
      }
      const after = grant.recording.after(grant.head);
      const position = sequencer.position(roomId);
      if (!after || position === undefined || position < grant.head) refused.set(roomId, 'UNAVAILABLE');
      else if (removesMember(after, socket.data.user.id)) refused.set(roomId, 'ROOM_NOT_FOUND');
      else {
        rooms.push(roomId);
        heads[roomId] = position;
        if (grant.missed) missed[roomId] = extendMissed(grant.missed, after, position);
      }
    }
    if (rooms.length > 0) socket.join(rooms.map(chatRoom));
    const success = requested.length === 0 || rooms.length > 0;
    return {
      success,
      rooms,
      message: success ? 'Successfully joined chat rooms' : 'None of the chat rooms could be joined',
      ...(refused.size > 0 ? { rejected: [...refused].map(([roomId, code]) => ({ roomId, code })) } : {}),
      heads,
      ...(Object.keys(missed).length > 0 ? { missed } : {}),
    };
  }
}

function timeout(ms: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
