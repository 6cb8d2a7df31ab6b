import type { ReplyOf, RequestOf } from '@kcs/contracts';
import { type CHAT_API, type ChatRoomsJoined, type ErrorCode, type Missed, RoomId } from '@kcs/contracts';
import { Compile } from 'typebox/compile';
import { chatRoom } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { extendMissed, removes } from './extend-missed.ts';
import type { OpenRooms } from './open-rooms.ts';
import type { Recording } from './recording.ts';
import type { Sequencer } from './sequencer.ts';

/** How long a join waits for its subscriptions; beyond it goes on, and the sweep repairs what is missed. */
const FENCE_MS = 1_000;
/** How long it waits for events that chat-api knows and we have not released yet. */
const REACH_MS = 1_500;
const ATTEMPTS = 3;
const roomIdSchema = Compile(RoomId);

export interface JoinRoomsOptions {
  readonly sequencer: Sequencer;
  readonly openRooms: OpenRooms;
  /** Resolves once the room's subscription is confirmed by Redis. */
  readonly subscribed: (roomId: string) => Promise<void>;
  readonly ask: (query: RequestOf<typeof CHAT_API.openRooms>) => Promise<ReplyOf<typeof CHAT_API.openRooms>>;
}

interface Grant {
  readonly head: number;
  readonly missed: Missed | undefined;
  readonly recording: Recording;
}

type Since = Readonly<Record<string, number>>;

/**
 * Lets a socket into rooms without a gap or a repeat: the subscription is in force before chat-api is asked for
 * membership, head and gap; what the room releases meanwhile is recorded; and in one tick the socket enters at the
 * room's position and the answer, extended to it, is given. An event committed at any instant of this is delivered
 * exactly once. A removal released meanwhile refuses the room.
 */
export class JoinRooms {
  readonly #options: JoinRoomsOptions;

  constructor(options: JoinRoomsOptions) {
    this.#options = options;
  }

  /** `enter` gets the answer in the same tick in which the socket enters. */
  async join(
    socket: ChatSocket,
    roomIds: readonly string[],
    since: Since,
    enter: (answer: ChatRoomsJoined) => void,
  ): Promise<void> {
    const { openRooms } = this.#options;
    const asked = [...new Set(roomIds)];
    const wellFormed = asked.filter((id) => roomIdSchema.Check(id));
    const grants = new Map<string, Grant>();
    for (const roomId of wellFormed) openRooms.acquire(roomId);
    try {
      await this.#fence(wellFormed);
      const refused = await this.#grant(socket.data.user.id, wellFormed, since, grants);
      for (const roomId of asked) if (!wellFormed.includes(roomId)) refused.set(roomId, 'ROOM_NOT_FOUND');
      if (socket.connected) enter(this.#enter(socket, asked, grants, refused));
    } finally {
      for (const [roomId, { recording }] of grants) this.#options.sequencer.endRecording(roomId, recording);
      for (const roomId of wellFormed) openRooms.release(roomId);
    }
  }

  async #fence(roomIds: readonly string[]): Promise<void> {
    const { signal, cancel } = timeout(FENCE_MS);
    const late = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([Promise.all(roomIds.map((roomId) => this.#options.subscribed(roomId))), late]);
    cancel();
  }

  /** Fills `grants`; what is refused comes back with its code. Asks again for what a recording does not cover. */
  async #grant(
    userId: string,
    roomIds: readonly string[],
    since: Since,
    grants: Map<string, Grant>,
  ): Promise<Map<string, ErrorCode>> {
    const refused = new Map<string, ErrorCode>();
    let open = roomIds;
    for (let attempt = 0; attempt < ATTEMPTS && open.length > 0; attempt += 1) {
      await this.#askOnce(userId, open, since, grants, refused);
      await this.#reach(open, grants);
      open = open.filter((roomId) => grants.has(roomId) && !this.#covered(roomId, grants));
    }
    return refused;
  }

  async #askOnce(
    userId: string,
    roomIds: readonly string[],
    since: Since,
    grants: Map<string, Grant>,
    refused: Map<string, ErrorCode>,
  ): Promise<void> {
    const { sequencer, ask } = this.#options;
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
      for (const room of (await ask({ userId, rooms })).rooms) {
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

  async #reach(roomIds: readonly string[], grants: ReadonlyMap<string, Grant>): Promise<void> {
    const { sequencer } = this.#options;
    const { signal, cancel } = timeout(REACH_MS);
    await Promise.all(
      roomIds.map((roomId) => {
        const grant = grants.get(roomId);
        return grant ? sequencer.reached(roomId, grant.head, signal) : undefined;
      }),
    );
    cancel();
  }

  #covered(roomId: string, grants: ReadonlyMap<string, Grant>): boolean {
    const grant = grants.get(roomId);
    const position = this.#options.sequencer.position(roomId);
    if (!grant || position === undefined || position < grant.head) return false;
    return grant.recording.after(grant.head) !== undefined;
  }

  /** Runs in one tick: nothing is released between the socket's entry and the answer. */
  #enter(
    socket: ChatSocket,
    asked: readonly string[],
    grants: ReadonlyMap<string, Grant>,
    refused: Map<string, ErrorCode>,
  ): ChatRoomsJoined {
    const rooms: string[] = [];
    const heads: Record<string, number> = {};
    const missed: Record<string, Missed> = {};
    for (const roomId of asked) {
      const grant = grants.get(roomId);
      if (!grant) {
        if (!refused.has(roomId)) refused.set(roomId, 'ROOM_NOT_FOUND');
        continue;
      }
      const after = grant.recording.after(grant.head);
      const position = this.#options.sequencer.position(roomId);
      if (!after || position === undefined || position < grant.head) refused.set(roomId, 'UNAVAILABLE');
      else if (removes(after, socket.data.user.id)) refused.set(roomId, 'ROOM_NOT_FOUND');
      else {
        rooms.push(roomId);
        heads[roomId] = position;
        if (grant.missed) missed[roomId] = extendMissed(grant.missed, after, position);
      }
    }
    if (rooms.length > 0) socket.join(rooms.map(chatRoom));
    const success = asked.length === 0 || rooms.length > 0;
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
