import { roomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { ArrowLeft, Users } from 'lucide-react';
import type { RefObject } from 'react';
import { statusText } from '../format/status-text.ts';
import { useChatState } from '../hooks/use-chat.ts';
import { useDirectStatus } from '../hooks/use-direct-status.ts';
import { useOnlineCount } from '../hooks/use-online-count.ts';
import { goToRoom } from '../hooks/use-route.ts';
import { Avatar } from './avatar.tsx';
import { IconButton } from './icon-button.tsx';
import { MuteButton } from './mute-button.tsx';

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
