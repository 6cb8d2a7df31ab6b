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

function omitRoomId(rooms: ReadonlySet<string>, roomId: string): ReadonlySet<string> {
  if (!rooms.has(roomId)) return rooms;
  return new Set([...rooms].filter((id) => id !== roomId));
}
