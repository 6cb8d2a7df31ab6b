import type { Message } from '@kcs/contracts';
import { Ban } from 'lucide-react';
import { hueStyle } from '../ui/hue.ts';
import { Bubble } from './bubble.tsx';
import { MessageText } from './message-text.tsx';
import { ReplyQuote } from './reply-quote.tsx';
import { Ticks } from './ticks.tsx';

interface MessageBubbleProps {
  readonly message: Message;
  readonly own: boolean;
  readonly showName: boolean;
  readonly seen: number;
  readonly others: number;
}

export function MessageBubble({ message, own, showName, seen, others }: MessageBubbleProps) {
  const deleted = message.deleted_at !== null;
  return (
    <Bubble
      time={message.created_at}
      deleted={deleted}
      edited={message.edited_at !== null && !deleted}
      deliveryIcon={own && !deleted ? <Ticks seen={seen} others={others} /> : null}
    >
      {showName ? (
        <span className="sender" style={hueStyle(message.sender_name)}>
          {message.sender_name}
        </span>
      ) : (
        <span className="visually-hidden">{own ? 'You' : message.sender_name}: </span>
      )}
      {message.reply_to && !deleted ? <ReplyQuote replyTo={message.reply_to} /> : null}
      {deleted ? (
        <span className="text">
          <Ban aria-hidden="true" /> Message deleted
        </span>
      ) : (
        <MessageText text={message.content ?? ''} />
      )}
    </Bubble>
  );
}
