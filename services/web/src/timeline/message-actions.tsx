import type { Message, Room } from '@kcs/contracts';
import { Pencil, Reply, Trash2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { ReactionPicker } from './reaction-picker.tsx';

interface Props {
  readonly message: Message;
  readonly room: Room;
  readonly own: boolean;
  readonly reachable: boolean;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

/** What can be done with a message: shown while the pointer or the focus is on it. */
export function MessageActions({ message, room, own, reachable, onReply, onEdit, onDelete }: Props) {
  const tabIndex = reachable ? 0 : -1;
  const mayDelete = own || room.my_role !== 'member';
  return (
    <div className="actions" role="toolbar" aria-label="Message actions">
      <ReactionPicker message={message} tabIndex={tabIndex} />
      <IconButton icon={Reply} label="Reply" tabIndex={tabIndex} onClick={() => onReply(message)} />
      {own ? (
        <IconButton icon={Pencil} label="Edit" tabIndex={tabIndex} onClick={() => onEdit(message)} />
      ) : null}
      {mayDelete ? (
        <IconButton icon={Trash2} label="Delete" tabIndex={tabIndex} onClick={() => onDelete(message)} />
      ) : null}
    </div>
  );
}
