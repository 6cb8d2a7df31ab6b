import type { Room } from '@kcs/contracts';
import { type KeyboardEvent, memo } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { dayName } from '../ui/times.ts';
import { MessageActions, type MessageHandlers } from './message-actions.tsx';
import { MessageBubble } from './message-bubble.tsx';
import type { LaidOutMessage } from './message-layout.ts';
import { ReactionBar } from './reaction-bar.tsx';
import './message-row.css';

interface MessageRowProps extends MessageHandlers {
  readonly row: LaidOutMessage;
  readonly myId: string;
  readonly room: Room;
  /** The number of recipients who have seen the message. */
  readonly seen: number;
  /** The number of recipients: other active members who had joined when the message was sent. */
  readonly others: number;
  /** Whether the Tab key can reach the message. The arrow keys move the focus to the other messages. */
  readonly active: boolean;
  readonly onActive: (id: string) => void;
}

/** Shows a message and the separators before it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, myId, room, seen, others, active, onActive } = props;
  const { message, startsDay, startsGroup, endsGroup, firstUnread } = row;
  const own = message.sender_id === myId;
  const isSystem = message.message_type === 'system';
  const showsSender = room.room_type === 'group' && !own;
  return (
    <>
      {startsDay ? (
        <li className="day-line">
          <span>{dayName(message.created_at, new Date())}</span>
        </li>
      ) : null}
      {firstUnread ? (
        <li className="new-line">
          <span>New</span>
        </li>
      ) : null}
      <li
        className={`row row-${own ? 'own' : 'other'} ${startsGroup ? 'row-start' : ''} ${endsGroup ? 'row-end' : ''} ${isSystem ? 'row-system' : ''}`}
        data-seq={message.seq}
        data-id={message.id}
        tabIndex={active ? 0 : -1}
        onFocus={() => onActive(message.id)}
        onKeyDown={moveToNeighbor}
      >
        {showsSender ? (
          <span className="row-avatar">
            {endsGroup ? <Avatar name={message.sender_name} size="small" /> : null}
          </span>
        ) : null}
        <div className="row-body">
          <div className="row-line">
            <MessageBubble
              message={message}
              own={own}
              showName={showsSender && startsGroup}
              seen={seen}
              others={others}
            />
            {message.deleted_at === null && !isSystem ? (
              <MessageActions {...props} message={message} own={own} reachable={active} />
            ) : null}
          </div>
          <ReactionBar message={message} myId={myId} />
        </div>
      </li>
    </>
  );
});

/** Moves the focus to the previous or next message, skipping separators. */
function moveToNeighbor(event: KeyboardEvent<HTMLLIElement>): void {
  if (event.target !== event.currentTarget) return;
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const direction = event.key === 'ArrowUp' ? 'previousElementSibling' : 'nextElementSibling';
  let neighbor = event.currentTarget[direction];
  while (neighbor && !(neighbor as HTMLElement).dataset.seq) neighbor = neighbor[direction];
  if (!neighbor) return;
  event.preventDefault();
  (neighbor as HTMLElement).focus();
}
