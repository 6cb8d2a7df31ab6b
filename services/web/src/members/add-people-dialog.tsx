import type { Room, User } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useFormSubmission } from '../chat/use-submission.ts';
import { PeoplePicker } from '../people/people-picker.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { FormNote } from '../ui/form-note.tsx';

interface AddPeopleDialogProps {
  readonly room: Room;
  readonly onClose: () => void;
}

export function AddPeopleDialog({ room, onClose }: AddPeopleDialogProps) {
  const chat = useChat();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, problem, submit } = useFormSubmission();
  const addChosenPeople = async (event: FormEvent) => {
    event.preventDefault();
    const chosenUserIds = chosen.map((user) => user.id);
    if (await submit(() => chat.api.addMembers(room.id, chosenUserIds))) onClose();
  };
  return (
    <Dialog title={`Add people to ${room.name}`} onClose={onClose}>
      <form onSubmit={addChosenPeople} className="dialog-form">
        <PeoplePicker chosen={chosen} onChange={setChosen} notInRoom={room.id} />
        <FormNote hint={chosen.length === 0 ? 'Choose at least one person.' : ''} problem={problem} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || chosen.length === 0}>
            Add
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
