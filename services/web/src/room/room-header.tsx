import { getRoomTitle } from '@kcs/chat-client';
import type { Room, VisibleStatus } from '@kcs/contracts';
import { ArrowLeft, Users } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { CallButton } from '../call/call-button.tsx';
import { useChatState } from '../chat/chat-context.ts';
import { RoomAvatar } from '../chat/room-avatar.tsx';
import { useDirectRoomPeerStatus } from '../chat/use-direct-status.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { goToStart } from '../ui/page-history.ts';
import { describeStatus } from '../ui/status-text.ts';
import { NotificationLevelMenu } from './level-menu.tsx';
import './room-header.css';

interface RoomHeaderProps {
  readonly room: Room;
  readonly areMembersShown: boolean;
  readonly membersButton: RefObject<HTMLButtonElement | null>;
  readonly onToggleMembers: () => void;
}

export function RoomHeader({ room, areMembersShown, membersButton, onToggleMembers }: RoomHeaderProps) {
  const peerStatus = useDirectRoomPeerStatus(room);
  const onlineMemberCount = useOnlineMemberCount(room.id);
  const title = getRoomTitle(room);
  const isGroup = room.room_type === 'group';
  const [titleWraps, setTitleWraps] = useState(false);
  return (
    <header className="room-head">
      <IconButton icon={ArrowLeft} label="Back to conversations" className="back" onClick={goToStart} />
      <RoomAvatar room={room} />
      <div className="room-head-text">
        <h1 dir="auto">
          {/* A long title is truncated. Touch screens have no tooltips, so a click shows the whole title. */}
          <button
            type="button"
            className="room-head-title"
            aria-expanded={titleWraps}
            title={replaceDirectionOverrides(title)}
            onClick={() => setTitleWraps(!titleWraps)}
          >
            {replaceDirectionOverrides(title)}
          </button>
        </h1>
        <p className="muted small">
          {isGroup
            ? describeMemberCounts(room.member_count, onlineMemberCount)
            : describePeer(room, peerStatus)}
        </p>
      </div>
      <CallButton room={room} />
      <NotificationLevelMenu room={room} />
      <IconButton
        ref={membersButton}
        icon={Users}
        label={areMembersShown ? 'Hide members' : 'Show members'}
        onClick={onToggleMembers}
      />
    </header>
  );
}

/** Returns the text below the title of a direct room, such as "teacher, Online". */
function describePeer({ peer }: Room, status: VisibleStatus | undefined): string {
  if (peer?.active === false) return 'Account closed';
  return [peer?.user_type, status && describeStatus(status)].filter(Boolean).join(', ');
}

/** Returns how many of the room's loaded members are online, away, or busy. Returns 0 while there is no connection. */
const useOnlineMemberCount = (roomId: string): number =>
  useChatState(({ connection, rosters, presence }) => {
    if (connection !== 'online') return 0;
    const members = rosters[roomId]?.members ?? [];
    return members.filter(({ user_id }) => (presence[user_id]?.status ?? 'offline') !== 'offline').length;
  });

function describeMemberCounts(memberCount: number, onlineCount: number): string {
  const memberText = `${memberCount} ${memberCount === 1 ? 'member' : 'members'}`;
  return onlineCount > 0 ? `${memberText}, ${onlineCount} online` : memberText;
}
