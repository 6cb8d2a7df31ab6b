import type { Room } from '@kcs/contracts';
import { DoorOpen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { describeLeaving } from './describe-leaving.ts';

/**
 * Shows the buttons for leaving or deleting a group, or for hiding a direct room. Only owners can delete a group. Users
 * cannot leave a direct room. A hidden direct room reappears with its next message (ROOM-10).
 */
export function LeaveActions({ room }: { readonly room: Room }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const leaveConsequenceText = useChatState(({ rosters, me }) =>
    describeLeaving(room, rosters[room.id], me.id),
  );
  const [dialog, setDialog] = useState<'leave' | 'delete' | null>(null);
  const closeDialog = () => setDialog(null);
  const isGroup = room.room_type === 'group';
  const dialogTexts = isGroup ? { ...LEAVE_GROUP_TEXTS, text: leaveConsequenceText } : HIDE_ROOM_TEXTS;
  return (
    <div className="members-leave">
      <button
        type="button"
        className={`members-action ${isGroup ? 'members-danger' : ''}`}
        onClick={() => setDialog('leave')}
      >
        <DoorOpen aria-hidden="true" />
        <span>{dialogTexts.button}</span>
      </button>
      {isGroup && room.my_role === 'owner' ? (
        <button type="button" className="members-action members-danger" onClick={() => setDialog('delete')}>
          <Trash2 aria-hidden="true" />
          <span>Delete group</span>
        </button>
      ) : null}
      {dialog === 'leave' ? (
        <ConfirmDialog
          title={dialogTexts.title}
          text={dialogTexts.text}
          action={dialogTexts.action}
          harmless={!isGroup}
          onConfirm={() => void showToastOnFailure(chat.leave(room.id))}
          onClose={closeDialog}
        />
      ) : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title="Delete this group?"
          text={`The group and its messages will be deleted for all ${room.member_count} members. You can’t undo this.`}
          action="Delete"
          onConfirm={() => void showToastOnFailure(chat.api.deleteRoom(room.id))}
          onClose={closeDialog}
        />
      ) : null}
    </div>
  );
}

const LEAVE_GROUP_TEXTS = { button: 'Leave group', title: 'Leave this group?', action: 'Leave' };
const HIDE_ROOM_TEXTS = {
  button: 'Hide this conversation',
  title: 'Hide this conversation?',
  text: 'The conversation will come back with its next message.',
  action: 'Hide',
};
