import type { Member, Room, VisibleStatus } from '@kcs/contracts';
import { memo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useFindPersonInRoom } from '../chat/use-people-in-room.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { describeStatus } from '../ui/status-text.ts';
import { MemberMenu } from './member-menu.tsx';
import './member-row.css';

interface MemberRowProps {
  readonly member: Member;
  readonly room: Room;
  readonly status: VisibleStatus | undefined;
}

export const MemberRow = memo(function MemberRow({ member, room, status }: MemberRowProps) {
  const myId = useChatState((state) => state.me.id);
  const { hue } = useFindPersonInRoom(room.id)(member.user_id);
  const roleText = room.room_type === 'group' && member.role !== 'member' ? `, ${member.role}` : '';
  const nameElement = (
    <>
      <PersonName name={member.name} userType={member.user_type} />
      {member.user_id === myId ? <span className="muted"> (you)</span> : null}
    </>
  );
  return (
    <li className="member" title={member.name}>
      <Avatar
        id={member.user_id}
        name={member.name}
        status={member.active ? (status ?? 'offline') : undefined}
        userType={member.user_type}
        hue={hue}
      />
      <PersonText
        name={nameElement}
        detail={`${member.active ? describeStatus(status ?? 'offline') : 'Account closed'}${roleText}`}
      />
      <MemberMenu member={member} room={room} />
    </li>
  );
});
