import { roomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { ArrowLeft, Users } from 'lucide-react';
import type { RefObject } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useDirectStatus } from '../chat/use-direct-status.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { statusText } from '../ui/status-text.ts';
import { MuteButton } from './mute-button.tsx';
import { useOnlineCount } from './use-online-count.ts';

interface Props {
  readonly room: Room;
  readonly membersShown: boolean;
  readonly membersButton: RefObject<HTMLButtonElement | null>;
  readonly onToggleMembers: () => void;
}

export function RoomHeader({ room, membersShown, membersButton, onToggleMembers }: Props) {
  const myName = useChatState((state) => state.me.name);
  const status = useDirectStatus(room);
  const online = useOnlineCount(room.id);
  const title = roomTitle(room, myName);
  const members = `${room.member_count} ${room.member_count === 1 ? 'member' : 'members'}`;
  const group = room.room_type === 'group';
  const subtitle = group
    ? online > 0
      ? `${members}, ${online} online`
      : members
    : status && statusText(status);
  return (
    <header className="room-head">
      <IconButton
        icon={ArrowLeft}
        label="Back to the conversations"
        className="back"
        onClick={() => goToRoom(null)}
      />
      <Avatar name={title} group={group} status={status} />
      <div className="room-head-text">
        <h2>{title}</h2>
        <p className="muted small">{subtitle}</p>
      </div>
      <MuteButton room={room} />
      <IconButton
        ref={membersButton}
        icon={Users}
        label={membersShown ? 'Hide the members' : 'Show the members'}
        aria-pressed={membersShown}
        onClick={onToggleMembers}
      />
    </header>
  );
}
