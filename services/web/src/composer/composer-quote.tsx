import type { Message } from '@kcs/contracts';
import { Pencil, Reply, X } from 'lucide-react';
import { isolateDirection } from '../ui/bidi-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { QuoteText } from '../ui/quote-text.tsx';
import type { ReplyQuote } from './draft.ts';
import './composer-quote.css';

interface ComposerQuoteProps {
  readonly edited: Message | undefined;
  readonly replyTo: ReplyQuote | null;
  readonly onCancel: () => void;
}

/** Shows, above the message field, the message that the user is replying to or editing. */
export function ComposerQuote({ edited, replyTo, onCancel }: ComposerQuoteProps) {
  if (!edited && !replyTo) return null;
  const EditOrReplyIcon = edited ? Pencil : Reply;
  return (
    <div className="composer-quote">
      <EditOrReplyIcon aria-hidden="true" />
      <div>
        <QuoteText
          name={edited ? 'Edit your message' : `Reply to ${isolateDirection(replyTo?.sender_name ?? '')}`}
          text={edited ? edited.content : (replyTo?.excerpt ?? null)}
        />
      </div>
      <IconButton icon={X} label="Cancel" onClick={onCancel} />
    </div>
  );
}
