import type { Member, Room, VisibleStatus } from '@kcs/contracts';
import { MessageCircle, UserMinus } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useStartDirect } from '../people/use-start-direct.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';

interface Props {
  readonly member: Member;
  readonly room: Room;
  readonly status: VisibleStatus | undefined;
}

const RANK = { owner: 2, admin: 1, member: 0 } as const;

export function MemberRow({ member, room, status }: Props) {
  const chat = useChat();
  const tried = useTry();
  const startDirect = useStartDirect();
  const myId = useChatState((state) => state.me.id);
  const isMe = member.user_id === myId;
  const mayRemove =
    room.room_type === 'group' &&
    !isMe &&
    room.my_role !== 'member' &&
    RANK[room.my_role] >= RANK[member.role];
  return (
    <li className="member">
      <Avatar name={member.name} status={status ?? 'offline'} />
      <span className="person-text">
        <span>
          {member.name} {isMe ? <span className="muted">(you)</span> : null}
        </span>
        <span className="muted small">
          {member.user_type}
          {member.role === 'member' || room.room_type === 'direct' ? '' : `, ${member.role}`}
        </span>
      </span>
      <span className="member-actions">
        {isMe || room.room_type === 'direct' ? null : (
          <IconButton
            icon={MessageCircle}
            label={`Write to ${member.name}`}
            onClick={() => void startDirect({ id: member.user_id })}
          />
        )}
        {mayRemove ? (
          <IconButton
            icon={UserMinus}
            label={`Remove ${member.name}`}
            onClick={() => void tried(chat.api.removeMember(room.id, member.user_id))}
          />
        ) : null}
      </span>
    </li>
  );
}
