import type { Message } from '@kcs/contracts';
import { Ban } from 'lucide-react';
import { useFindPersonInRoom } from '../chat/use-people-in-room.ts';
import { useMentionedPeople } from '../message-text/mentioned-people.ts';
import { MessageText } from '../message-text/message-text.tsx';
import { isolateDirection, replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { createHueStyle } from '../ui/hue.ts';
import { PersonName } from '../ui/person-name.tsx';
import { Bubble } from './bubble.tsx';
import type { MessageLabelIds } from './message-label.ts';
import { ReplyQuote } from './reply-quote.tsx';
import { Ticks, TicksButton } from './ticks.tsx';

interface MessageBubbleProps {
  readonly message: Message;
  readonly isOwn: boolean;
  readonly showsName: boolean;
  readonly seenCount: number;
  readonly recipientCount: number;
  /**
   * The element ids of the message's parts. Undefined for a copy of a message, because ids must be unique on the page.
   */
  readonly label?: MessageLabelIds | undefined;
}

export function MessageBubble({
  message,
  isOwn,
  showsName,
  seenCount,
  recipientCount,
  label,
}: MessageBubbleProps) {
  const isDeleted = message.deleted_at !== null;
  const mentionedPeople = useMentionedPeople(message);
  // The action sheet shows a copy of the message without element ids. In this copy, the ticks are not a button.
  const ticksElement = label ? (
    <TicksButton
      messageId={message.id}
      roomId={message.room_id}
      seenCount={seenCount}
      recipientCount={recipientCount}
    />
  ) : (
    <Ticks seenCount={seenCount} recipientCount={recipientCount} />
  );
  return (
    <Bubble
      time={message.created_at}
      isDeleted={isDeleted}
      isEdited={message.edited_at !== null && !isDeleted}
      deliveryIcon={isOwn && !isDeleted ? ticksElement : null}
      metaId={label?.metaId}
      header={
        <>
          <SenderName message={message} isOwn={isOwn} isVisible={showsName} id={label?.senderId} />
          {message.reply_to && !isDeleted ? (
            <ReplyQuote roomId={message.room_id} replyTo={message.reply_to} id={label?.quoteId} />
          ) : null}
        </>
      }
    >
      <div className="message-text" id={label?.textId}>
        {isDeleted ? (
          <span className="text">
            <Ban aria-hidden="true" />
            <span> Message deleted</span>
          </span>
        ) : (
          <MessageText text={message.content ?? ''} mentioned={mentionedPeople} />
        )}
      </div>
    </Bubble>
  );
}

interface SenderNameProps extends Pick<MessageBubbleProps, 'message' | 'isOwn'> {
  /** Whether the sender's name is visible. Screen readers always announce the name. */
  readonly isVisible: boolean;
  readonly id: string | undefined;
}

function SenderName({ message, isOwn, isVisible, id }: SenderNameProps) {
  const { userType, hue } = useFindPersonInRoom(message.room_id)(message.sender_id);
  if (!isVisible) {
    return (
      <span
        className="visually-hidden sender-hidden"
        data-name={replaceDirectionOverrides(message.sender_name)}
        id={id}
      >
        {isOwn ? 'You: ' : `${isolateDirection(message.sender_name)}: `}
      </span>
    );
  }
  return (
    <span className="sender" style={createHueStyle(hue)} id={id}>
      <PersonName name={message.sender_name} userType={userType} />
    </span>
  );
}
