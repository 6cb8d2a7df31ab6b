import { Pencil, Reply, X } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import type { ComposerMode } from './composer-mode.ts';

/** Above the field: which message is answered or changed. */
export function ComposerContext({
  mode,
  onCancel,
}: {
  readonly mode: ComposerMode;
  readonly onCancel: () => void;
}) {
  if (mode.kind === 'new') return null;
  const Icon = mode.kind === 'reply' ? Reply : Pencil;
  return (
    <div className="composer-context">
      <Icon aria-hidden="true" />
      <div>
        <span className="quote-name">
          {mode.kind === 'reply' ? `Reply to ${mode.message.sender_name}` : 'Edit your message'}
        </span>
        <span className="quote-text">{mode.message.content}</span>
      </div>
      <IconButton icon={X} label="Cancel" onClick={onCancel} />
    </div>
  );
}
