import type { Room, ServerEventPayload } from '@kcs/contracts';

/**
 * A record of what has happened to this user's rooms, in counters and sets. It shows whether a server response was
 * outdated when it arrived: the caller keeps the `RoomTracking` object from the time of the request and compares it
 * with the current one. Immutable.
 */
export interface RoomTracking {
  /** The number of connections opened so far. */
  readonly connections: number;
  /** The rooms that are joined on the current connection. */
  readonly joined: ReadonlySet<string>;
  /**
   * Rooms that the user was added to again while the client still knew them. Their data may be outdated, because the
   * event that removed the user has not arrived yet.
   */
  readonly returned: ReadonlySet<string>;
  /**
   * The number of times each room was added: the user created it, was added to it, or saw it again after it was hidden.
   */
  readonly arrivals: Readonly<Record<string, number>>;
  /** The number of times the room list was requested. */
  readonly listRequests: number;
  /** The number of times the user left a room on this client. */
  readonly leaves: number;
  /**
   * The number of times the server stored the user's read cursor for a room that this client did not know at the time.
   */
  readonly unknownRoomsSeen: number;
}

export type RoomObservation =
  | { readonly type: 'connected' }
  /**
   * Records that the server joined this client to these rooms. `connections` is the number of connections that the
   * client had opened when it sent the join request.
   */
  | { readonly type: 'joined'; readonly roomIds: readonly string[]; readonly connections: number }
  | { readonly type: 'arrived'; readonly roomId: string; readonly isKnown: boolean }
  | { readonly type: 'return-handled'; readonly roomId: string }
  | { readonly type: 'ended'; readonly roomId: string }
  | { readonly type: 'left' }
  | { readonly type: 'unknown-room-seen' }
  | { readonly type: 'list-requested' };

export const initialRoomTracking: RoomTracking = {
  connections: 0,
  joined: new Set(),
  returned: new Set(),
  arrivals: {},
  listRequests: 0,
  leaves: 0,
  unknownRoomsSeen: 0,
};

/** Records one observation, such as that the user left a room, and returns the new room tracking. */
export function recordObservation(tracking: RoomTracking, fact: RoomObservation): RoomTracking {
  const { joined, returned, arrivals } = tracking;
  switch (fact.type) {
    case 'connected':
      return { ...tracking, connections: tracking.connections + 1, joined: new Set() };
    case 'joined':
      // The rooms were joined on an earlier connection, and the server forgot those joins when that connection closed.
      if (fact.connections !== tracking.connections) return tracking;
      return { ...tracking, joined: new Set([...joined, ...fact.roomIds]) };
    case 'arrived': {
      const { roomId, isKnown } = fact;
      return {
        ...tracking,
        joined: omitRoomId(joined, roomId),
        returned: isKnown ? new Set([...returned, roomId]) : returned,
        arrivals: { ...arrivals, [roomId]: (arrivals[roomId] ?? 0) + 1 },
      };
    }
    case 'return-handled':
      return { ...tracking, returned: omitRoomId(returned, fact.roomId) };
    case 'ended':
      return { ...tracking, joined: omitRoomId(joined, fact.roomId) };
    case 'left':
      return { ...tracking, leaves: tracking.leaves + 1 };
    case 'unknown-room-seen':
      return { ...tracking, unknownRoomsSeen: tracking.unknownRoomsSeen + 1 };
    case 'list-requested':
      return { ...tracking, listRequests: tracking.listRequests + 1 };
    default:
      return fact satisfies never;
  }
}

/**
 * Returns whether the user has left a room since the request was sent. If so, the response may still contain that room,
 * so the caller must send the request again.
 */
export const hasLeftRoomSince = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.leaves !== requested.leaves;

/**
 * Returns whether, since the request was sent, the server has stored the user's read cursor for a room that the client
 * did not know. If so, the response may contain that room with an older cursor, so the caller must send the request
 * again.
 */
export const hasSeenUnknownRoomSince = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.unknownRoomsSeen !== requested.unknownRoomsSeen;

/**
 * Returns whether the client has requested the room list again since it sent this request. If so, the response to this
 * request must be dropped.
 */
export const isListRequestSuperseded = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.listRequests !== requested.listRequests;

/**
 * Returns whether the room has been added since the request was sent. If so, the room may still exist even though the
 * response does not contain it.
 */
export const wasRoomAddedSince = (requested: RoomTracking, now: RoomTracking, roomId: string): boolean =>
  now.arrivals[roomId] !== requested.arrivals[roomId];

/** Returns the known rooms that are not joined on the current connection yet. */
export const findUnjoinedRooms = ({ joined }: RoomTracking, known: readonly string[]): string[] =>
  known.filter((roomId) => !joined.has(roomId));

/** Returns what the client must do with a room to which the user was added. */
export function decideStepForAddedRoom(
  { joined, returned }: RoomTracking,
  roomId: string,
  isKnown: boolean,
): 'nothing' | 'load-and-join' | 'join' {
  if (!isKnown) return 'load-and-join';
  return joined.has(roomId) && !returned.has(roomId) ? 'nothing' : 'join';
}

/**
 * Compares a loaded room list with the rooms that the client knows. `added` contains the listed rooms that the client
 * does not know yet. `missing` contains the rooms that the client knew when it sent the request and that are not in the
 * list. A `missing` room has not necessarily ended: it may have been added again after the request, it may have moved
 * to a page that was already loaded, or it may be beyond the last page that the client loads.
 */
export function compareRoomList(
  list: readonly Room[],
  knownAtRequest: readonly string[],
  knownNow: readonly string[],
): { readonly added: readonly Room[]; readonly missing: readonly string[] } {
  const listedRoomIds = new Set(list.map(({ id }) => id));
  const knownRoomIds = new Set(knownNow);
  return {
    added: list.filter(({ id }) => !knownRoomIds.has(id)),
    missing: knownAtRequest.filter((roomId) => !listedRoomIds.has(roomId)),
  };
}

/**
 * Splits the rooms that the server rejected in a join response into rooms that have ended (`ended`) and rooms to join
 * later (`retry`).
 */
export function splitRejectedRooms({
  rejected = [],
}: Pick<ServerEventPayload<'chat-rooms-joined'>, 'rejected'>): {
  readonly ended: readonly string[];
  readonly retry: readonly string[];
} {
  const hasRoomEnded = ({ code }: { readonly code: string }) => code === 'ROOM_NOT_FOUND';
  const listRoomIds = (rooms: typeof rejected) => rooms.map(({ roomId }) => roomId);
  return {
    ended: listRoomIds(rejected.filter(hasRoomEnded)),
    retry: listRoomIds(rejected.filter((room) => !hasRoomEnded(room))),
  };
}

const JOIN_RETRY_DELAY_STEP_MS = 1_000;
const MAX_JOIN_RETRY_DELAY_MS = 10_000;

/**
 * Returns how many milliseconds to wait before the next attempt to join rooms that the server rejected. `attempts` is
 * the number of attempts so far.
 */
export const computeJoinRetryDelayMs = (attempts: number): number =>
  Math.min(JOIN_RETRY_DELAY_STEP_MS * attempts, MAX_JOIN_RETRY_DELAY_MS);

function omitRoomId(rooms: ReadonlySet<string>, roomId: string): ReadonlySet<string> {
  if (!rooms.has(roomId)) return rooms;
  return new Set([...rooms].filter((id) => id !== roomId));
}
