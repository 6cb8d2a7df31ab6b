import type { CHAT_API, ErrorCode, Missed, ReplyOf, RequestOf, RoomEvent } from '@kcs/contracts';
import type { Recording } from './recording.ts';
import type { Sequencer } from './sequencer.ts';
import { startTimeout } from './timeout.ts';

/** How long a join waits for this gateway to release the events that chat-api has already stored. */
const HEAD_WAIT_TIMEOUT_MS = 1_500;
const MAX_REQUEST_ATTEMPTS = 3;

export interface RoomGrantsOptions {
  readonly sequencer: Sequencer;
  /** Requests the user's membership, and the head and missed events of each room, from chat-api. */
  readonly request: (
    query: RequestOf<typeof CHAT_API.openRooms>,
  ) => Promise<ReplyOf<typeof CHAT_API.openRooms>>;
}

/**
 * chat-api's reply for one room, and a recording of the events that the room has released since the request was sent.
 */
interface RoomGrant {
  readonly head: number;
  readonly missed: Missed | undefined;
  readonly recording: Recording;
}

/**
 * The room's data when a socket enters: chat-api's missed events, the recorded events after chat-api's head, and the
 * room's position.
 */
interface RoomEntry {
  readonly missed: Missed | undefined;
  readonly after: readonly RoomEvent[];
  readonly position: number;
}

/**
 * The rooms that chat-api grants to one user during one join. While a request runs, the events that a room releases are
 * recorded, so that the answer can be extended to the position at which the socket enters.
 */
export class RoomGrants {
  readonly #options: RoomGrantsOptions;
  readonly #userId: string;
  readonly #since: Readonly<Record<string, number>>;
  readonly #grants = new Map<string, RoomGrant>();
  readonly #refused = new Map<string, ErrorCode>();

  constructor(options: RoomGrantsOptions, userId: string, since: Readonly<Record<string, number>>) {
    this.#options = options;
    this.#userId = userId;
    this.#since = since;
  }

  /** Requests the rooms from chat-api. Repeats the request for rooms whose recording begins above chat-api's head. */
  async request(roomIds: readonly string[]): Promise<void> {
    let open = roomIds;
    for (let attempt = 0; attempt < MAX_REQUEST_ATTEMPTS && open.length > 0; attempt += 1) {
      await this.#requestOnce(open);
      await this.#waitForHeads(open);
      open = open.filter((roomId) => this.#grants.has(roomId) && !this.entry(roomId));
    }
  }

  /**
   * Returns why the socket cannot enter the room: chat-api's error code, or `UNAVAILABLE` if recorded events are
   * incomplete.
   */
  refusal(roomId: string): ErrorCode {
    if (this.#grants.has(roomId)) return 'UNAVAILABLE';
    return this.#refused.get(roomId) ?? 'ROOM_NOT_FOUND';
  }

  /**
   * Returns the entry for a granted room. Returns undefined if the room is refused or the events after chat-api's head
   * are incomplete.
   */
  entry(roomId: string): RoomEntry | undefined {
    const grant = this.#grants.get(roomId);
    const position = this.#options.sequencer.position(roomId);
    const after = grant?.recording.after(grant.head);
    if (!grant || !after || position === undefined || position < grant.head) return undefined;
    return { missed: grant.missed, after, position };
  }

  /** Stops all recordings. */
  end(): void {
    for (const [roomId, { recording }] of this.#grants) {
      this.#options.sequencer.endRecording(roomId, recording);
    }
  }

  async #requestOnce(roomIds: readonly string[]): Promise<void> {
    const { sequencer, request } = this.#options;
    const recordings = new Map(roomIds.map((roomId) => [roomId, sequencer.record(roomId)]));
    for (const roomId of roomIds) this.#forget(roomId);
    try {
      const rooms = roomIds.map((roomId) =>
        Object.hasOwn(this.#since, roomId) ? { roomId, since: this.#since[roomId] as number } : { roomId },
      );
      for (const room of (await request({ userId: this.#userId, rooms })).rooms) {
        const recording = recordings.get(room.roomId);
        if ('code' in room) this.#refused.set(room.roomId, room.code);
        else if (recording) {
          this.#grants.set(room.roomId, { head: room.head, missed: room.missed, recording });
          sequencer.start(room.roomId, room.head);
        }
      }
    } finally {
      for (const [roomId, recording] of recordings) {
        if (recording && !this.#grants.has(roomId)) sequencer.endRecording(roomId, recording);
      }
    }
  }

  #forget(roomId: string): void {
    const grant = this.#grants.get(roomId);
    if (grant) this.#options.sequencer.endRecording(roomId, grant.recording);
    this.#grants.delete(roomId);
  }

  async #waitForHeads(roomIds: readonly string[]): Promise<void> {
    const { signal, cancel } = startTimeout(HEAD_WAIT_TIMEOUT_MS);
    await Promise.all(
      roomIds.map((roomId) => {
        const grant = this.#grants.get(roomId);
        return grant ? this.#options.sequencer.whenReached(roomId, grant.head, signal) : undefined;
      }),
    );
    cancel();
  }
}
