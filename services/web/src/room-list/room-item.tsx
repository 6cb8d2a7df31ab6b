import { lastActivity, roomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { BellOff } from 'lucide-react';
import { memo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useDirectStatus } from '../chat/use-direct-status.ts';
import { typingText } from '../typing/typing-text.ts';
import { Avatar } from '../ui/avatar.tsx';
import { shortTime } from '../ui/times.ts';

interface Props {
  readonly room: Room;
  readonly open: boolean;
}

/** Above this the exact number does not help. */
const BADGE_MOST = 99;

export const RoomItem = memo(function RoomItem({ room, open }: Props) {
  const me = useChatState((state) => state.me);
  const typists = useChatState((state) => state.typing[room.id]);
  const status = useDirectStatus(room);
  const title = roomTitle(room, me.name);
  const typing = typingText(Object.values(typists ?? {}).map((typist) => typist.name.split(' ')[0] ?? ''));
  const unread = room.unread_count;
  return (
    <li>
      <a
        className={`room ${open ? 'room-open' : ''} ${unread > 0 ? 'room-unread' : ''}`}
        href={`#/rooms/${room.id}`}
        aria-current={open ? 'page' : undefined}
      >
        <Avatar name={title} group={room.room_type === 'group'} status={status} />
        <span className="room-text">
          <span className="room-line">
            <span className="room-title">{title}</span>
            {room.muted ? <BellOff aria-label="Muted" className="room-muted" /> : null}
            <time className="room-time">{shortTime(lastActivity(room), new Date())}</time>
          </span>
          <span className="room-line">
            <span className={typing ? 'room-last room-typing' : 'room-last'}>
              {typing || lastLine(room, me.id)}
            </span>
            {unread > 0 ? (
              <span className={`badge ${room.muted ? 'badge-muted' : ''}`}>
                {unread > BADGE_MOST ? `${BADGE_MOST}+` : unread}
                <span className="visually-hidden"> unread</span>
              </span>
            ) : null}
          </span>
        </span>
      </a>
    </li>
  );
});

function lastLine(room: Room, myId: string): string {
  const message = room.last_message;
  if (message === null) return 'No messages yet';
  const text = message.content ?? 'Message deleted';
  if (message.message_type === 'system') return text;
  if (message.sender_id === myId) return `You: ${text}`;
  return room.room_type === 'group' ? `${message.sender_name.split(' ')[0]}: ${text}` : text;
}
