import type { Message } from '@kcs/contracts';
import { Pencil, Reply, X } from 'lucide-react';
import { isolated } from '../ui/bidi-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { QuoteText } from '../ui/quote-text.tsx';
import './composer-context.css';

interface ComposerContextProps {
  readonly edited: Message | undefined;
  readonly replyTo: Message | null;
  readonly onCancel: () => void;
}

/** Shows, above the message field, the message that the user is replying to or editing. */
export function ComposerContext({ edited, replyTo, onCancel }: ComposerContextProps) {
  const message = edited ?? replyTo;
  if (message === null) return null;
  const Icon = edited ? Pencil : Reply;
  return (
    <div className="composer-context">
      <Icon aria-hidden="true" />
      <div>
        <QuoteText
          name={edited ? 'Edit your message' : `Reply to ${isolated(message.sender_name)}`}
          text={message.content}
        />
      </div>
      <IconButton icon={X} label="Cancel" onClick={onCancel} />
    </div>
  );
}
