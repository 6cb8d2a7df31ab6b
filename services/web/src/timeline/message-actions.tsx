import type { Message, Room } from '@kcs/contracts';
import { Pencil, Reply, Trash2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { ReactionPicker } from './reaction-picker.tsx';
import './message-actions.css';

/** Callbacks for the actions that a user can take on a message. */
export interface MessageHandlers {
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

interface MessageActionsProps extends MessageHandlers {
  readonly message: Message;
  readonly room: Room;
  readonly own: boolean;
  /** Whether the Tab key can reach the action buttons. */
  readonly reachable: boolean;
}

/** Shows the action buttons of a message while the message is hovered over or focused. */
export function MessageActions(props: MessageActionsProps) {
  const { message, room, own, reachable, onReply, onEdit, onDelete } = props;
  const tabIndex = reachable ? 0 : -1;
  // Only the sender can edit a message. The sender, owners, and admins can delete it (MSG-4).
  const canDelete = own || room.my_role !== 'member';
  return (
    <div className="actions" role="toolbar" aria-label="Message actions">
      <ReactionPicker message={message} tabIndex={tabIndex} />
      <IconButton icon={Reply} label="Reply" tabIndex={tabIndex} onClick={() => onReply(message)} />
      {own ? (
        <IconButton icon={Pencil} label="Edit" tabIndex={tabIndex} onClick={() => onEdit(message)} />
      ) : null}
      {canDelete ? (
        <IconButton icon={Trash2} label="Delete" tabIndex={tabIndex} onClick={() => onDelete(message)} />
      ) : null}
    </div>
  );
}
