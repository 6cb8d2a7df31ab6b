import type { Room } from '@kcs/contracts';
import { Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { ANNOUNCEMENT_ROOM_LABEL } from '../ui/announcements-label.ts';
import { CheckBox } from '../ui/check-box.tsx';
import { AddPeopleDialog } from './add-people-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';

export function GroupActions({ room }: { readonly room: Room }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const [dialog, setDialog] = useState<'rename' | 'add' | null>(null);
  const closeDialog = () => setDialog(null);
  return (
    <>
      <button type="button" className="members-action" onClick={() => setDialog('rename')}>
        <Pencil aria-hidden="true" />
        <span>Rename group</span>
      </button>
      <button type="button" className="members-action" onClick={() => setDialog('add')}>
        <UserPlus aria-hidden="true" />
        <span>Add people</span>
      </button>
      <CheckBox
        label={ANNOUNCEMENT_ROOM_LABEL}
        checked={room.post_policy === 'managers'}
        onChange={(isChecked) =>
          void showToastOnFailure(
            chat.api.updateRoom(room.id, { post_policy: isChecked ? 'managers' : 'all' }),
          )
        }
      />
      {dialog === 'rename' ? <RenameDialog room={room} onClose={closeDialog} /> : null}
      {dialog === 'add' ? <AddPeopleDialog room={room} onClose={closeDialog} /> : null}
    </>
  );
}
