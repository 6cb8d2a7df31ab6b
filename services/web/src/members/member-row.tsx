import type { Member, Room, VisibleStatus } from '@kcs/contracts';
import { MessageCircle, UserMinus } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useStartDirect } from '../people/use-start-direct.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PersonText } from '../ui/person-text.tsx';
import './member-row.css';

interface MemberRowProps {
  readonly member: Member;
  readonly room: Room;
  readonly status: VisibleStatus | undefined;
}

/** Ranks the roles. Owners and admins can remove members whose rank is not above their own (ROOM-7). */
const ROLE_RANK = { owner: 2, admin: 1, member: 0 } as const;

export function MemberRow({ member, room, status }: MemberRowProps) {
  const chat = useChat();
  const withProblemToast = useProblemToast();
  const startDirect = useStartDirect();
  const myId = useChatState((state) => state.me.id);
  const isMe = member.user_id === myId;
  const isGroup = room.room_type === 'group';
  const canRemove =
    isGroup && !isMe && room.my_role !== 'member' && ROLE_RANK[room.my_role] >= ROLE_RANK[member.role];
  const role = isGroup && member.role !== 'member' ? `, ${member.role}` : '';
  const name = isMe ? (
    <>
      {member.name} <span className="muted">(you)</span>
    </>
  ) : (
    member.name
  );
  return (
    <li className="member">
      <Avatar name={member.name} status={member.active ? (status ?? 'offline') : undefined} />
      <PersonText
        name={name}
        detail={`${member.user_type}${role}${member.active ? '' : ', account closed'}`}
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
