import type { CHAT_API_REQUESTS, ErrorCode, ReplyOf, RequestOf } from '@kcs/contracts';
import type { JoinAuthorization, RoomJoinData } from './room-join-data.ts';
import type { Sequencer } from './sequencer.ts';
import { createTimeoutSignal } from './timeout.ts';

/** How long a join waits for this gateway to release all events up to the head that chat-api returned. */
const HEAD_WAIT_TIMEOUT_MS = 1_500;
const MAX_REQUEST_ATTEMPTS = 3;

export interface JoinAuthorizationsOptions {
  readonly sequencer: Sequencer;
  /** Asks chat-api whether the user is a member of each room, and requests each room's head and missed events. */
  readonly request: (
    query: RequestOf<typeof CHAT_API_REQUESTS.openRooms>,
  ) => Promise<ReplyOf<typeof CHAT_API_REQUESTS.openRooms>>;
  /** Called with the post policy of each room, unless this gateway has already released later events of the room. */
  readonly onPostPolicy: (roomId: string, postPolicy: string | undefined) => void;
}

/**
 * The rooms that one join may enter, according to chat-api. While chat-api is being asked, the events that the rooms
 * release are recorded, so that the join can add them to its answer.
 */
export class JoinAuthorizations {
  readonly #options: JoinAuthorizationsOptions;
  readonly #userId: string;
  readonly #since: Readonly<Record<string, number>>;
  readonly #grants = new Map<string, JoinAuthorization>();
  readonly #refused = new Map<string, ErrorCode>();

  constructor(options: JoinAuthorizationsOptions, userId: string, since: Readonly<Record<string, number>>) {
    this.#options = options;
    this.#userId = userId;
    this.#since = since;
  }

  /**
   * Requests the rooms from chat-api. Repeats the request for a room if its recording starts too late to contain all
   * events after chat-api's head.
   */
  async request(roomIds: readonly string[]): Promise<void> {
    let remainingRoomIds = roomIds;
    for (let attempt = 0; attempt < MAX_REQUEST_ATTEMPTS && remainingRoomIds.length > 0; attempt += 1) {
      await this.#requestOnce(remainingRoomIds);
      await this.#waitForHeads(remainingRoomIds);
      remainingRoomIds = remainingRoomIds.filter((roomId) => this.#grants.has(roomId) && !this.entry(roomId));
    }
  }

  /**
   * Returns the error code for a room that the socket cannot enter: chat-api's code, or `UNAVAILABLE` if the recording
   * does not contain all events after chat-api's head.
   */
  refusalCode(roomId: string): ErrorCode {
    if (this.#grants.has(roomId)) return 'UNAVAILABLE';
    return this.#refused.get(roomId) ?? 'ROOM_NOT_FOUND';
  }

  /**
   * Returns the data that is needed for the socket to enter a room. Returns undefined if chat-api refused the room or
   * if the recording does not contain all events after chat-api's head.
   */
  entry(roomId: string): RoomJoinData | undefined {
    const joinAuthorization = this.#grants.get(roomId);
    const position = this.#options.sequencer.position(roomId);
    const eventsAfterHead = joinAuthorization?.recording.after(joinAuthorization.head);
    if (!joinAuthorization || !eventsAfterHead || position === undefined || position < joinAuthorization.head)
      return undefined;
    return { missed: joinAuthorization.missed, after: eventsAfterHead, position };
  }

  endRecordings(): void {
    for (const [roomId, { recording }] of this.#grants) {
      this.#options.sequencer.endRecording(roomId, recording);
    }
  }

  async #requestOnce(roomIds: readonly string[]): Promise<void> {
    const { sequencer, request, onPostPolicy } = this.#options;
    const recordingsByRoomId = new Map(roomIds.map((roomId) => [roomId, sequencer.record(roomId)]));
    for (const roomId of roomIds) this.#forget(roomId);
    try {
      const roomQueries = roomIds.map((roomId) =>
        Object.hasOwn(this.#since, roomId) ? { roomId, since: this.#since[roomId] as number } : { roomId },
      );
      for (const room of (await request({ userId: this.#userId, rooms: roomQueries })).rooms) {
        const recording = recordingsByRoomId.get(room.roomId);
        if ('code' in room) this.#refused.set(room.roomId, room.code);
        else if (recording) {
          this.#grants.set(room.roomId, { head: room.head, missed: room.missed, recording });
          if ((sequencer.position(room.roomId) ?? 0) <= room.head) onPostPolicy(room.roomId, room.postPolicy);
          sequencer.start(room.roomId, room.head);
        }
      }
    } finally {
      for (const [roomId, recording] of recordingsByRoomId) {
        if (recording && !this.#grants.has(roomId)) sequencer.endRecording(roomId, recording);
      }
    }
  }

  #forget(roomId: string): void {
    const joinAuthorization = this.#grants.get(roomId);
    if (joinAuthorization) this.#options.sequencer.endRecording(roomId, joinAuthorization.recording);
    this.#grants.delete(roomId);
  }

  async #waitForHeads(roomIds: readonly string[]): Promise<void> {
    const { sequencer } = this.#options;
    const headsToReach = roomIds.flatMap((roomId) => {
      const head = this.#grants.get(roomId)?.head;
      return head === undefined || (sequencer.position(roomId) ?? -1) >= head ? [] : { roomId, head };
    });
    if (headsToReach.length === 0) return;
    const { signal, cancel } = createTimeoutSignal(HEAD_WAIT_TIMEOUT_MS);
    await Promise.all(
      headsToReach.map(({ roomId, head }) => sequencer.waitUntilReached(roomId, head, signal)),
    );
    cancel();
  }
}
