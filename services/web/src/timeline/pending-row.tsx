import type { PendingMessage } from '@kcs/chat-client';
import { Check, CircleAlert, Clock } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { clock } from '../ui/times.ts';
import { MessageText } from './message-text.tsx';
import { ReplyQuote } from './reply-quote.tsx';

/** A message of one's own on its way, or one that did not get through. */
export function PendingRow({ message }: { readonly message: PendingMessage }) {
  const chat = useChat();
  const tried = useTry();
  const { clientMsgId, roomId } = message;
  const failed = isFailed(message);
  return (
    <li className={`row row-own row-start row-end row-pending ${failed ? 'row-failed' : ''}`}>
      <div className="row-body">
        <div className="row-line">
          <div className="bubble">
            {message.replyTo ? <ReplyQuote replyTo={message.replyTo} /> : null}
            <MessageText text={message.body.content} />
            <span className="meta">
              <time dateTime={message.createdAt}>{clock(message.createdAt)}</time>
              <PendingSign message={message} />
            </span>
          </div>
        </div>
        {failed ? (
          <p className="failed" role="alert">
            <span>Not sent. {message.problem}</span>
            <button type="button" onClick={() => void tried(chat.sendAgain(clientMsgId))}>
              Try again
            </button>
            <button type="button" onClick={() => void tried(chat.discard(roomId, clientMsgId))}>
              Discard
            </button>
          </p>
        ) : null}
      </div>
    </li>
  );
}

const SIGNS: Readonly<Record<PendingMessage['state'], string>> = {
  saving: 'Sending',
  waiting: 'Waiting to be sent',
  sending: 'Sending',
  sent: 'Sent',
  failed: 'Not sent',
  unkept: 'Not sent',
};

const isFailed = ({ state }: PendingMessage): boolean => state === 'failed' || state === 'unkept';

function PendingSign({ message }: { readonly message: PendingMessage }) {
  const Icon = isFailed(message) ? CircleAlert : message.state === 'sent' ? Check : Clock;
  const text = SIGNS[message.state];
  return (
    <span className="ticks" title={text}>
      <Icon aria-hidden="true" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
