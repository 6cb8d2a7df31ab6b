import type { Room, ServerEventPayload } from '@kcs/contracts';

/**
 * A record of what happened to this user's rooms. A response may be outdated when it arrives. To detect that, the
 * caller keeps the tracking from the time of the request and compares it with the current one. Pure.
 */
export interface RoomTracking {
  /** How many connections there have been so far. */
  readonly connections: number;
  /** Rooms joined on the current connection. */
  readonly joined: ReadonlySet<string>;
  /**
   * Known rooms to which the user was added again. Their data may be from before a removal whose event has not
   * arrived yet.
   */
  readonly returned: ReadonlySet<string>;
  /** How often each room arrived: the user was added to it or created it, or it was shown again. */
  readonly arrivals: Readonly<Record<string, number>>;
  /** How many times the room list was requested. */
  readonly listRequests: number;
  /** How many rooms were left on this client. */
  readonly leaves: number;
}

export type RoomFact =
  | { readonly type: 'connected' }
  /** The server joined these rooms. `connections` is the value when the join was requested. */
  | { readonly type: 'joined'; readonly roomIds: readonly string[]; readonly connections: number }
  | { readonly type: 'arrived'; readonly roomId: string; readonly isKnown: boolean }
  | { readonly type: 'return-handled'; readonly roomId: string }
  | { readonly type: 'ended'; readonly roomId: string }
  | { readonly type: 'left' }
  | { readonly type: 'list-requested' };

export const initialTracking: RoomTracking = {
  connections: 0,
  joined: new Set(),
  returned: new Set(),
  arrivals: {},
  listRequests: 0,
  leaves: 0,
};

/** Returns the tracking with one more fact recorded. */
export function track(tracking: RoomTracking, fact: RoomFact): RoomTracking {
  const { joined, returned, arrivals } = tracking;
  switch (fact.type) {
    case 'connected':
      return { ...tracking, connections: tracking.connections + 1, joined: new Set() };
    case 'joined':
      // Joins on an earlier connection ended with it.
      if (fact.connections !== tracking.connections) return tracking;
      return { ...tracking, joined: new Set([...joined, ...fact.roomIds]) };
    case 'arrived': {
      const { roomId, isKnown } = fact;
      return {
        ...tracking,
        joined: without(joined, roomId),
        returned: isKnown ? new Set([...returned, roomId]) : returned,
        arrivals: { ...arrivals, [roomId]: (arrivals[roomId] ?? 0) + 1 },
      };
    }
    case 'return-handled':
      return { ...tracking, returned: without(returned, fact.roomId) };
    case 'ended':
      return { ...tracking, joined: without(joined, fact.roomId) };
    case 'left':
      return { ...tracking, leaves: tracking.leaves + 1 };
    case 'list-requested':
      return { ...tracking, listRequests: tracking.listRequests + 1 };
    default:
      return fact satisfies never;
  }
}

/**
 * Returns whether a response may still show a room that was left after the request. If so, it must be requested
 * again.
 */
export const hasLeftSince = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.leaves !== requested.leaves;

/** Returns whether a later request for the room list replaces this one. */
export const isListSuperseded = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.listRequests !== requested.listRequests;

/** Returns whether the room arrived after the request. If so, its absence from the response proves nothing. */
export const hasArrivedSince = (requested: RoomTracking, now: RoomTracking, roomId: string): boolean =>
  now.arrivals[roomId] !== requested.arrivals[roomId];

/** Returns the known rooms that are not joined on the current connection. */
export const unjoined = ({ joined }: RoomTracking, known: readonly string[]): string[] =>
  known.filter((roomId) => !joined.has(roomId));

/** Returns how to bring a room that arrived up to date. */
export function nextForRoom(
  { joined, returned }: RoomTracking,
  roomId: string,
  isKnown: boolean,
): 'nothing' | 'load-and-join' | 'join' {
  if (!isKnown) return 'load-and-join';
  return joined.has(roomId) && !returned.has(roomId) ? 'nothing' : 'join';
}

/**
 * Compares a loaded list with the rooms known at the time of the request and with those known now. A `missing` room
 * is not necessarily over: it may have arrived since, moved to a page that was already read, or be beyond the longest
 * list.
 */
export function compareList(
  list: readonly Room[],
  knownAtRequest: readonly string[],
  knownNow: readonly string[],
): { readonly added: readonly Room[]; readonly missing: readonly string[] } {
  const listed = new Set(list.map(({ id }) => id));
  const now = new Set(knownNow);
  return {
    added: list.filter(({ id }) => !now.has(id)),
    missing: knownAtRequest.filter((roomId) => !listed.has(roomId)),
  };
}

/** Sorts the rooms that the server did not join into those that are over and those to try again later. */
export function sortRejected({ rejected = [] }: Pick<ServerEventPayload<'chat-rooms-joined'>, 'rejected'>): {
  readonly over: readonly string[];
  readonly retry: readonly string[];
} {
  const isOver = ({ code }: { readonly code: string }) => code === 'ROOM_NOT_FOUND';
  const idsOf = (rooms: typeof rejected) => rooms.map(({ roomId }) => roomId);
  return {
    over: idsOf(rejected.filter(isOver)),
    retry: idsOf(rejected.filter((room) => !isOver(room))),
  };
}

const JOIN_AGAIN_MS = 1_000;
const MAX_JOIN_AGAIN_MS = 10_000;

/** Returns how many milliseconds to wait before trying again to join rooms; `turn` counts from 1. */
export const joinAgainAfterMs = (turn: number): number => Math.min(JOIN_AGAIN_MS * turn, MAX_JOIN_AGAIN_MS);

function without(rooms: ReadonlySet<string>, roomId: string): ReadonlySet<string> {
  if (!rooms.has(roomId)) return rooms;
  return new Set([...rooms].filter((one) => one !== roomId));
}
