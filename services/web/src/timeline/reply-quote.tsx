import type { Message } from '@kcs/contracts';
import { QuoteText } from '../ui/quote-text.tsx';
import { useShowMessage } from './show-message.ts';
import './reply-quote.css';

interface ReplyQuoteProps {
  readonly roomId: string;
  readonly id?: string | undefined;
  readonly replyTo: NonNullable<Message['reply_to']>;
}

/** Quotes the message that a reply refers to. Clicking the quote scrolls to that message. */
export function ReplyQuote({ roomId, replyTo, id }: ReplyQuoteProps) {
  const showMessage = useShowMessage();
  return (
    <button
      type="button"
      id={id}
      className="quote"
      tabIndex={-1}
      title="Go to this message"
      onClick={() => showMessage(roomId, { id: replyTo.id })}
    >
      <QuoteText name={replyTo.sender_name} text={replyTo.excerpt ?? 'Message deleted'} />
    </button>
  );
}
