import type { MembershipAuthority } from '../membership/membership-authority.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { RoomDelivery } from './room-delivery.ts';

export interface EvictFormerMembersOptions {
  readonly registry: Pick<SocketRegistry, 'users'>;
  readonly sockets: Pick<LocalSockets, 'emit' | 'flushRoomEvents'>;
  readonly authority: Pick<MembershipAuthority, 'findJoinedSeqs'>;
  readonly delivery: Pick<RoomDelivery, 'evict'>;
}

/**
 * Asks chat-api for the members of a room, and makes the local sockets of all other users leave the room. Must be
 * called before the room skips missing events, because a skipped event may be a removal (REM-1). The sockets get
 * `chat-resync` as their last event from the room.
 *
 * Throws `UNAVAILABLE` if chat-api does not answer.
 */
export async function evictFormerMembers(
  { registry, sockets, authority, delivery }: EvictFormerMembersOptions,
  roomId: string,
  head: number,
): Promise<void> {
  const socketIoRoomName = toChatRoomName(roomId);
  const joinedSockets = [...registry.users()].flatMap((user) =>
    [...user.sockets].filter((socket) => socket.rooms.has(socketIoRoomName)),
  );
  const joinedUserIds = new Set(joinedSockets.map(({ data }) => data.user.id));
  const joinedSeqByUserId = await authority.findJoinedSeqs(roomId, [...joinedUserIds]);
  const socketsOfFormerMembers = joinedSockets.filter(({ data }) => !joinedSeqByUserId.has(data.user.id));
  if (socketsOfFormerMembers.length === 0) return;
  sockets.flushRoomEvents(roomId);
  const formerMemberSocketIds = socketsOfFormerMembers.map(({ id }) => id);
  sockets.emit(formerMemberSocketIds, 'chat-resync', { rooms: { [roomId]: head } });
  delivery.evict(socketsOfFormerMembers, { room_id: roomId, seq: head });
}
