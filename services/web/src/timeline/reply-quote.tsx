import type { Message } from '@kcs/contracts';

interface Props {
  readonly replyTo: NonNullable<Message['reply_to']>;
}

const FLASH_MS = 1_200;

/** What a message answers; leads there where that is loaded. */
export function ReplyQuote({ replyTo }: Props) {
  const follow = () => {
    const row = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(replyTo.id)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    row.classList.add('row-flash');
    setTimeout(() => row.classList.remove('row-flash'), FLASH_MS);
  };
  return (
    <button type="button" className="quote" tabIndex={-1} onClick={follow} title="Show the message">
      <span className="quote-name">{replyTo.sender_name}</span>
      <span className="quote-text">{replyTo.excerpt ?? 'Message deleted'}</span>
    </button>
  );
}
