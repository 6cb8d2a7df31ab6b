import type { RoomEvent } from '@kcs/contracts';

type RoomEventOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>;
export type MembersChangedEvent = RoomEventOf<'members-changed'>;
export type MemberEvent = MembersChangedEvent | RoomEventOf<'room-updated' | 'room-deleted'>;

/** Whether the event concerns members whose sockets did not join the room. False for every unknown kind (LOG-7). */
export const concernsMembers = (event: RoomEvent): event is MemberEvent =>
  event.kind === 'members-changed' || event.kind === 'room-updated' || event.kind === 'room-deleted';
