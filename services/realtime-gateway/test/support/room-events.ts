import type { RoomEvent, UnknownRoomEventKind } from '@kcs/contracts';

type EventKind = RoomEvent['kind'];

/** An event kind that this version does not know. */
export const UNKNOWN_EVENT_KIND = 'room-painted' as UnknownRoomEventKind;

/** Returns an event of room `r`. Fields that unit tests do not need are missing or constant. */
export const createRoomEvent = (
  seq: number,
  kind: EventKind = 'message-created',
  data: object = {},
): RoomEvent =>
  ({ room_id: 'r', seq, kind, created_at: new Date().toISOString(), data }) as unknown as RoomEvent;

/** Returns a `members-changed` event of room `r`. */
export const createMembersChangedEvent = (seq: number, added: string[], removed: string[]): RoomEvent =>
  createRoomEvent(seq, 'members-changed', {
    added: added.map((userId) => ({ userId, name: userId, role: 'member' })),
    removed,
    changed: [],
    by: { userId: 'owner', name: 'Owner' },
    roomName: 'A room',
    roomId: 'r',
  });
