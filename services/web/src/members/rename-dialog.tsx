import type { Room } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useFormSubmission } from '../chat/use-submission.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { MAX_ROOM_NAME_CODE_UNITS } from '../ui/max-room-name-units.ts';
import { Problem } from '../ui/problem.tsx';
import { TextField } from '../ui/text-field.tsx';

interface RenameDialogProps {
  readonly room: Room;
  readonly onClose: () => void;
}

export function RenameDialog({ room, onClose }: RenameDialogProps) {
  const chat = useChat();
  const [name, setName] = useState(room.name);
  const { busy, problem, submit } = useFormSubmission();
  const submitName = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit(() => chat.api.updateRoom(room.id, { name: name.trim() }))) onClose();
  };
  return (
    <Dialog title="Rename group" onClose={onClose}>
      <form onSubmit={submitName} className="dialog-form">
        <TextField
          label="Group name"
          value={name}
          maxLength={MAX_ROOM_NAME_CODE_UNITS}
          onChange={(event) => setName(event.target.value)}
        />
        <Problem text={problem} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || name.trim() === ''}>
            Rename
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
