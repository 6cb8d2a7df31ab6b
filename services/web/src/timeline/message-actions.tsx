import type { Message } from '@kcs/contracts';
import { type LucideIcon, Pencil, Reply, Trash2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { ReactionPicker } from './reaction-picker.tsx';
import './message-actions.css';

/** The callbacks for the actions that a user can take on a message. */
export interface MessageActionHandlers {
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

export interface MessageAction {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

interface MessageActionConditions {
  readonly message: Message;
  readonly isOwn: boolean;
  readonly isManager: boolean;
}

/**
 * Returns the actions that the user may take on a message. Only the sender can edit a message. The sender, owners, and
 * admins can delete it (MSG-4).
 */
export function listMessageActions(
  permissions: MessageActionConditions,
  handlers: MessageActionHandlers,
): readonly MessageAction[] {
  const { message, isOwn, isManager } = permissions;
  return [
    { label: 'Reply', icon: Reply, run: () => handlers.onReply(message) },
    ...(isOwn ? [{ label: 'Edit', icon: Pencil, run: () => handlers.onEdit(message) }] : []),
    ...(isOwn || isManager ? [{ label: 'Delete', icon: Trash2, run: () => handlers.onDelete(message) }] : []),
  ];
}

interface MessageActionsProps {
  readonly message: Message;
  readonly actions: readonly MessageAction[];
}

/** Shows the toolbar beside a message. On a touch screen, `ActionSheet` shows the actions instead. */
export function MessageActions({ message, actions }: MessageActionsProps) {
  return (
    <div className="actions-place">
      <div className="actions" role="toolbar" aria-label="Message actions">
        <ReactionPicker message={message} />
        {actions.map(({ label, icon, run }) => (
          <IconButton key={label} icon={icon} label={label} tabIndex={-1} onClick={run} />
        ))}
      </div>
    </div>
  );
}
