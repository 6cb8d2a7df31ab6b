import type { Message } from '@kcs/contracts';
import { QuoteText } from '../ui/quote-text.tsx';
import './reply-quote.css';

interface ReplyQuoteProps {
  readonly id?: string | undefined;
  readonly replyTo: NonNullable<Message['reply_to']>;
}

/** The duration of the highlight after a scroll. Must match the `flash` animation in `message-row.css`. */
const FLASH_MS = 1_200;

/** Quotes the message that a reply refers to. Clicking the quote scrolls to that message if it is loaded. */
export function ReplyQuote({ replyTo, id }: ReplyQuoteProps) {
  const scrollToMessage = () => {
    const row = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(replyTo.id)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    row.classList.add('row-flash');
    setTimeout(() => row.classList.remove('row-flash'), FLASH_MS);
  };
  return (
    <button
      type="button"
      id={id}
      className="quote"
      tabIndex={-1}
      title="Go to this message"
      onClick={scrollToMessage}
    >
      <QuoteText name={replyTo.sender_name} text={replyTo.excerpt ?? 'Message deleted'} />
    </button>
  );
}
