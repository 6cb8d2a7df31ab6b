import type { Member, Room, VisibleStatus } from '@kcs/contracts';
import { MessageCircle, UserMinus } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { usePeopleInRoom } from '../chat/use-people-in-room.ts';
import { useStartDirect } from '../people/use-start-direct.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { statusText } from '../ui/status-text.ts';
import './member-row.css';

interface MemberRowProps {
  readonly member: Member;
  readonly room: Room;
  readonly status: VisibleStatus | undefined;
}

/** The rank of each member role. Owners and admins can remove members whose rank is not above their own (ROOM-7). */
const ROLE_RANK = { owner: 2, admin: 1, member: 0 } as const;

export function MemberRow({ member, room, status }: MemberRowProps) {
  const chat = useChat();
  const withProblemToast = useProblemToast();
  const startDirect = useStartDirect();
  const myId = useChatState((state) => state.me.id);
  const { hue } = usePeopleInRoom(room.id)(member.user_id);
  const isMe = member.user_id === myId;
  const isGroup = room.room_type === 'group';
  const canRemove =
    isGroup && !isMe && room.my_role !== 'member' && ROLE_RANK[room.my_role] >= ROLE_RANK[member.role];
  const role = isGroup && member.role !== 'member' ? `, ${member.role}` : '';
  const name = (
    <>
      <PersonName name={member.name} userType={member.user_type} />
      {isMe ? <span className="muted"> (you)</span> : null}
    </>
  );
  return (
    <li className="member">
      <Avatar
        id={member.user_id}
        name={member.name}
        status={member.active ? (status ?? 'offline') : undefined}
        hue={hue}
      />
      <PersonText
        name={name}
        detail={`${member.active ? statusText(status ?? 'offline') : 'Account closed'}${role}`}
      />
      <span className="member-actions">
        {isGroup && !isMe ? (
          <IconButton
            icon={MessageCircle}
            label={`Message ${member.name}`}
            onClick={() => void startDirect({ id: member.user_id })}
          />
        ) : null}
        {canRemove ? (
          <IconButton
            icon={UserMinus}
            label={`Remove ${member.name}`}
            onClick={() => void withProblemToast(chat.api.removeMember(room.id, member.user_id))}
          />
        ) : null}
      </span>
    </li>
  );
}
