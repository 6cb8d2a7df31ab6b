import { Pencil, Reply, X } from 'lucide-react';
import { isolated } from '../ui/bidi-text.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { QuoteText } from '../ui/quote-text.tsx';
import type { ComposerMode } from './composer-mode.ts';
import './composer-context.css';

interface ComposerContextProps {
  readonly mode: ComposerMode;
  readonly onCancel: () => void;
}

/** Shows, above the message field, the message that the user is replying to or editing. */
export function ComposerContext({ mode, onCancel }: ComposerContextProps) {
  if (mode.kind === 'new') return null;
  const isReply = mode.kind === 'reply';
  const Icon = isReply ? Reply : Pencil;
  return (
    <div className="composer-context">
      <Icon aria-hidden="true" />
      <div>
        <QuoteText
          name={isReply ? `Reply to ${isolated(mode.message.sender_name)}` : 'Edit your message'}
          text={mode.message.content}
        />
      </div>
      <IconButton icon={X} label="Cancel" onClick={onCancel} />
    </div>
  );
}
