import type { Message } from '@kcs/contracts';
import { Ban } from 'lucide-react';
import { hueOf } from '../ui/hue.ts';
import { clock, fullTime } from '../ui/times.ts';
import { MessageText } from './message-text.tsx';
import { ReplyQuote } from './reply-quote.tsx';
import { Ticks } from './ticks.tsx';

interface Props {
  readonly message: Message;
  readonly own: boolean;
  readonly showName: boolean;
  readonly seen: number;
  readonly others: number;
}

export function MessageBubble({ message, own, showName, seen, others }: Props) {
  const deleted = message.deleted_at !== null;
  return (
    <div className={`bubble ${deleted ? 'bubble-deleted' : ''}`}>
      {showName ? (
        <span className={`sender hue-text-${hueOf(message.sender_name)}`}>{message.sender_name}</span>
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
      <span className="meta">
        {message.edited_at !== null && !deleted ? <span>edited</span> : null}
        <time dateTime={message.created_at} title={fullTime(message.created_at)}>
          {clock(message.created_at)}
        </time>
        {own && !deleted ? <Ticks seen={seen} of={others} /> : null}
      </span>
    </div>
  );
}
