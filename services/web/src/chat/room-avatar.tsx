import { getRoomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { Avatar } from '../ui/avatar.tsx';
import { useChatState } from './chat-context.ts';
import { isSmallGroup } from './small-group.ts';
import { useDirectRoomPeerStatus } from './use-direct-status.ts';
import { useFindPersonInRoom } from './use-people-in-room.ts';
import './room-avatar.css';

interface RoomAvatarProps {
  readonly room: Pick<Room, 'id' | 'name' | 'room_type' | 'member_count' | 'peer'>;
}

/**
 * Shows a room's avatar: the other person in a direct room, two members of a small group, or letters from the name of a
 * larger group. The color does not depend on the name, so it stays the same after a rename.
 */
export function RoomAvatar({ room }: RoomAvatarProps) {
  const peerStatus = useDirectRoomPeerStatus(room);
  const currentUserId = useChatState((state) => state.me.id);
  const rosterMembers = useChatState((state) => state.rosters[room.id]?.members);
  const findPersonInRoom = useFindPersonInRoom(room.id);
  const { peer } = room;
  if (peer) {
    return <Avatar id={peer.user_id} name={peer.name} status={peerStatus} userType={peer.user_type} />;
  }
  const membersInAvatar = isSmallGroup(room)
    ? (rosterMembers ?? []).filter(({ user_id }) => user_id !== currentUserId).slice(0, 2)
    : [];
  if (membersInAvatar.length < 2)
    return <Avatar id={room.id} name={getRoomTitle(room)} group={room.room_type === 'group'} />;
  return (
    <span className="faces">
      {membersInAvatar.map(({ user_id, name }) => (
        <Avatar key={user_id} id={user_id} name={name} hue={findPersonInRoom(user_id).hue} size="small" />
      ))}
    </span>
  );
}
