import type { Message, Room } from '@kcs/contracts';
import { type KeyboardEvent, memo } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { dayName } from '../ui/times.ts';
import { MessageActions } from './message-actions.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { ReactionBar } from './reaction-bar.tsx';
import type { MessageRow as Row } from './timeline-rows.ts';

interface Props {
  readonly row: Row;
  readonly own: boolean;
  readonly myId: string;
  readonly room: Room;
  /** How many of the `others` have seen it. */
  readonly seen: number;
  readonly others: number;
  /** Whether the Tab key reaches this message; the arrow keys go to the others. */
  readonly active: boolean;
  readonly onActive: (id: string) => void;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { row, own, myId, room, seen, others, active, onActive } = props;
  const { message, startsDay, startsGroup, endsGroup, firstUnread } = row;
  const grouped = room.room_type === 'group' && !own;
  const classes = [
    'row',
    own ? 'row-own' : 'row-other',
    startsGroup ? 'row-start' : '',
    endsGroup ? 'row-end' : '',
  ];
  if (message.message_type === 'system') classes.push('row-system');
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
        className={classes.join(' ')}
        data-seq={message.seq}
        data-id={message.id}
        // Messages are a list to walk through with the arrow keys.
        tabIndex={active ? 0 : -1}
        onFocus={() => onActive(message.id)}
        onKeyDown={walk}
      >
        {grouped ? (
          <span className="row-avatar">
            {endsGroup ? <Avatar name={message.sender_name} size="small" /> : null}
          </span>
        ) : null}
        <div className="row-body">
          <div className="row-line">
            <MessageBubble
              message={message}
              own={own}
              showName={grouped && startsGroup}
              seen={seen}
              others={others}
            />
            {message.deleted_at === null && message.message_type !== 'system' ? (
              <MessageActions {...props} message={message} reachable={active} />
            ) : null}
          </div>
          <ReactionBar message={message} myId={myId} />
        </div>
      </li>
    </>
  );
});

function walk(event: KeyboardEvent<HTMLLIElement>): void {
  if (event.target !== event.currentTarget) return;
  const key =
    event.key === 'ArrowUp'
      ? 'previousElementSibling'
      : event.key === 'ArrowDown'
        ? 'nextElementSibling'
        : null;
  if (key === null) return;
  let next = event.currentTarget[key];
  while (next && !(next as HTMLElement).dataset.seq) next = next[key];
  if (!next) return;
  event.preventDefault();
  (next as HTMLElement).focus();
}
