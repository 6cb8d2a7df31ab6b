import type { Message, Room } from '@kcs/contracts';
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { useFindPersonInRoom } from '../chat/use-people-in-room.ts';
import { Avatar } from '../ui/avatar.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { ActionSheet } from './action-sheet.tsx';
import { listMessageActions, type MessageActionHandlers, MessageActions } from './message-actions.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { createAriaLabelledBy, createMessageLabelIds } from './message-label.ts';
import type { LaidOutMessage } from './message-layout.ts';
import { moveFocusWithinRow } from './move-focus-within-row.ts';
import { ReactionBar } from './reaction-bar.tsx';
import { useRowTabStops } from './row-stops.ts';
import { useLongPress } from './use-long-press.ts';
import { useRowAttention } from './use-row-attention.ts';
import './message-row.css';

interface MessageRowProps extends MessageActionHandlers {
  readonly row: LaidOutMessage;
  readonly myId: string;
  readonly room: Pick<Room, 'id' | 'room_type' | 'my_role'>;
  readonly seenCount: number;
  /**
   * The number of active members, other than the sender, who had joined when the message was sent. Until the client has
   * loaded all members of the room, this is the number of all members except the sender.
   */
  readonly recipientCount: number;
  /** Whether the Tab key can reach the message. The arrow keys move the focus to the other messages. */
  readonly isActive: boolean;
  readonly onFocused: (id: string) => void;
}

/**
 * Shows a message. Callers must pass stable values, such as memoized functions, because each new value causes another
 * render.
 */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, myId, room, seenCount, recipientCount, isActive, onFocused } = props;
  const { message, startsGroup, endsGroup } = row;
  const isOwnMessage = message.sender_id === myId;
  const isSystemMessage = message.message_type === 'system';
  const showsSender = room.room_type === 'group' && !isOwnMessage;
  const hasActions = message.deleted_at === null && !isSystemMessage;
  const rowRef = useRef<HTMLElement>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const { hasAttention, handlers } = useRowAttention(rowRef);
  const longPressHandlers = useLongPress(() => setSheetOpen(hasActions));
  useRowTabStops(rowRef, isActive);
  const messageActions = listMessageActions(
    { message, isOwn: isOwnMessage, isManager: room.my_role !== 'member' },
    props,
  );
  const messageLabelIds = createMessageLabelIds(message.id);
  const bubbleProps = { message, isOwn: isOwnMessage, seenCount, recipientCount };
  return (
    <article
      ref={rowRef}
      className={`row row-${isOwnMessage ? 'own' : 'other'} ${startsGroup ? 'row-start' : ''} ${endsGroup ? 'row-end' : ''} ${isSystemMessage ? 'row-system' : ''}`}
      aria-labelledby={createAriaLabelledBy(messageLabelIds)}
      data-seq={message.seq}
      data-id={message.id}
      tabIndex={isActive ? 0 : -1}
      {...handlers}
      {...longPressHandlers}
      onFocus={(event) => {
        onFocused(message.id);
        handlers.onFocus(event);
      }}
      onKeyDown={onRowKeyDown}
    >
      {showsSender ? (
        <span className="row-avatar">{endsGroup ? <SenderAvatar message={message} /> : null}</span>
      ) : null}
      <div className="row-body">
        <div className="row-line">
          <MessageBubble {...bubbleProps} showsName={showsSender && startsGroup} label={messageLabelIds} />
          {hasActions && hasAttention ? <MessageActions message={message} actions={messageActions} /> : null}
        </div>
        <ReactionBar message={message} myId={myId} />
      </div>
      {isSheetOpen ? (
        <ActionSheet message={message} actions={messageActions} onClose={() => setSheetOpen(false)}>
          <div className={`row row-${isOwnMessage ? 'own' : 'other'}`}>
            <MessageBubble {...bubbleProps} showsName={showsSender} />
          </div>
        </ActionSheet>
      ) : null}
    </article>
  );
});

function SenderAvatar({ message }: { readonly message: Message }) {
  const { hue, userType } = useFindPersonInRoom(message.room_id)(message.sender_id);
  return (
    <Avatar id={message.sender_id} name={message.sender_name} hue={hue} userType={userType} size="small" />
  );
}

/** Moves the focus between the controls of the message with the right and left arrow keys. */
function onRowKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const rowElement = event.currentTarget;
  const isInPopup = (event.target as Element).closest('[role="menu"], dialog') !== null;
  if (event.defaultPrevented || isInPopup || isComposing(event)) return;
  if (moveFocusWithinRow(rowElement, event.key)) {
    event.preventDefault();
    event.stopPropagation();
  }
}
