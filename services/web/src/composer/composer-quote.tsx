import type { Message } from '@kcs/contracts';
import { Pencil, Reply, X } from 'lucide-react';
import { isolateDirection } from '../ui/bidi-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { QuoteText } from '../ui/quote-text.tsx';
import type { Quote } from './draft.ts';
import './composer-quote.css';

interface ComposerQuoteProps {
  readonly edited: Message | undefined;
  readonly replyTo: Quote | null;
  readonly onCancel: () => void;
}

/** Shows, above the message field, the message that the user is replying to or editing. */
export function ComposerQuote({ edited, replyTo, onCancel }: ComposerQuoteProps) {
  if (!edited && !replyTo) return null;
  const Icon = edited ? Pencil : Reply;
  return (
    <div className="composer-quote">
      <Icon aria-hidden="true" />
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
