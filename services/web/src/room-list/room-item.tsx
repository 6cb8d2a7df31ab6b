import {
  getLastActivity,
  getRoomTitle,
  isUndeliverable,
  type PendingMessage,
  type Roster,
} from '@kcs/chat-client';
import { getNotificationLevel, type Room } from '@kcs/contracts';
import { BellOff, CircleAlert, Clock } from 'lucide-react';
import { memo } from 'react';
import { CallMark } from '../call/call-mark.tsx';
import { useChatState } from '../chat/chat-context.ts';
import { createRoomHref } from '../chat/room-address.ts';
import { RoomAvatar } from '../chat/room-avatar.tsx';
import { hasUnsentText } from '../composer/draft.ts';
import { useDraft } from '../composer/draft-context.ts';
import { isRoomCreation } from '../system-messages/system-message.ts';
import { describeRoomChange } from '../system-messages/system-message-text.ts';
import { describeTyping } from '../typing/typing-text.ts';
import { isolateDirection, replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { RoleTag } from '../ui/role-tag.tsx';
import { formatShortTime } from '../ui/times.ts';
import { useToday } from '../ui/use-today.ts';
import { UnreadBadge } from './unread-badge.tsx';
import './room-item.css';

interface RoomItemProps {
  readonly room: Room;
  readonly open: boolean;
  /** Whether to show the role of the other person. The role distinguishes direct rooms that have the same title. */
  readonly showRole: boolean;
  /** A text that distinguishes the other person from a namesake; undefined if the text is unknown or not needed. */
  readonly peerDetail: string | undefined;
}

export const RoomItem = memo(function RoomItem({ room, open, showRole, peerDetail }: RoomItemProps) {
  const currentUser = useChatState((state) => state.me);
  const typistsById = useChatState((state) => state.typing[room.id]);
  const today = useToday();
  const roster = useChatState((state) => state.rosters[room.id]);
  const title = getRoomTitle(room);
  const draft = useDraft(room.id);
  const draftText = !open && hasUnsentText(draft) ? draft.text.trim() || 'Unsaved edit' : '';
  const newestUnsentMessage = useChatState((state) => state.pending[room.id])
    ?.filter(({ state }) => state !== 'sent')
    .at(-1);
  const typingText = describeTyping(
    Object.values(typistsById ?? {}).map((typist) => getFirstName(typist.name)),
  );
  return (
    <li>
      <a
        className={`room ${open ? 'room-open' : ''} ${room.unread_count > 0 ? 'room-unread' : ''}`}
        href={createRoomHref(room.id)}
        aria-current={open ? 'page' : undefined}
      >
        <RoomAvatar room={room} />
        <span className="room-text">
          <span className="room-line">
            <span className="room-title" dir="auto" title={replaceDirectionOverrides(title)}>
              {replaceDirectionOverrides(title)}
            </span>
            {showRole && room.peer ? <RoleTag userType={room.peer.user_type} /> : null}
            <CallMark roomId={room.id} />
            {room.muted ? <BellOff role="img" aria-label="Muted" className="room-muted" /> : null}
            <time className="room-time">{formatShortTime(getLastActivity(room), today)}</time>
          </span>
          {peerDetail === undefined ? null : <span className="room-detail muted small">{peerDetail}</span>}
          <span className="room-line">
            <span className={typingText ? 'room-last room-typing' : 'room-last'}>
              {typingText || (draftText && `Draft: ${isolateDirection(draftText)}`) || (
                <LatestActivityPreview
                  room={room}
                  roster={roster}
                  myId={currentUser.id}
                  unsent={newestUnsentMessage}
                />
              )}
            </span>
            <UnreadBadge
              count={room.unread_count}
              mentions={room.mention_count}
              quiet={getNotificationLevel(room) !== 'all'}
            />
          </span>
        </span>
      </a>
    </li>
  );
});

const getFirstName = (name: string): string => isolateDirection(name.split(' ')[0] ?? '');

interface LatestActivityPreviewProps {
  readonly room: Room;
  readonly roster: Roster | undefined;
  readonly myId: string;
  /** The user's newest message that the server has not stored yet; undefined if there is none. */
  readonly unsent: PendingMessage | undefined;
}

function LatestActivityPreview({ room, roster, myId, unsent }: LatestActivityPreviewProps) {
  if (unsent === undefined) return <span>{describeLatestActivity(room, roster, myId)}</span>;
  const hasDeliveryFailed = isUndeliverable(unsent);
  const StateIcon = hasDeliveryFailed ? CircleAlert : Clock;
  return (
    <>
      <StateIcon
        role="img"
        aria-label={hasDeliveryFailed ? 'Not sent' : 'Waiting to be sent'}
        className="room-unsent"
      />
      <span>{`You: ${isolateDirection(unsent.body.content)}`}</span>
    </>
  );
}

function describeLatestActivity(room: Room, roster: Roster | undefined, myId: string): string {
  const lastChange = room.last_change;
  const lastChangeText =
    room.room_type === 'group' &&
    lastChange &&
    !isRoomCreation(lastChange) &&
    describeRoomChange(lastChange, myId);
  if (lastChangeText) return lastChangeText;
  const lastMessage = room.last_message;
  if (lastMessage === null) return describeEmptyRoom(room, roster, myId);
  const messageText =
    isolateDirection(lastMessage.content ?? 'Message deleted') + (lastMessage.content_cut ? '…' : '');
  if (lastMessage.message_type === 'system') return messageText;
  if (lastMessage.sender_id === myId) return `You: ${messageText}`;
  return room.room_type === 'group'
    ? `${getFirstName(lastMessage.sender_name)}: ${messageText}`
    : messageText;
}

/** The room list names the members of a group only if the group has at most this many members. */
const MAX_NAMED_MEMBERS = 5;

/**
 * Returns the text that the room list shows for a room without messages. For a group, returns the first names or the
 * number of its members. For a direct room, returns the role of the other person, or says that their account is closed.
 */
function describeEmptyRoom({ peer, member_count }: Room, roster: Roster | undefined, myId: string): string {
  if (peer) return peer.active ? peer.user_type : 'Account closed';
  if (!roster?.complete || roster.members.length > MAX_NAMED_MEMBERS) {
    return member_count === 1 ? 'No other members' : `${member_count} members`;
  }
  const firstNamesExceptMine = roster.members
    .filter(({ user_id }) => user_id !== myId)
    .map(({ name }) => getFirstName(name));
  return firstNamesExceptMine.length === 0 ? 'No other members' : `You, ${firstNamesExceptMine.join(', ')}`;
}
