import { LIMITS, type User } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useSubmission } from '../chat/use-submission.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { PeoplePicker } from './people-picker.tsx';

/**
 * A dialog for starting a conversation. If the user selects one person and enters no group name, the dialog creates a
 * direct room. Otherwise, it creates a group.
 */
export function NewRoomDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useChat();
  const [people, setPeople] = useState<readonly User[]>([]);
  const [name, setName] = useState('');
  const { busy, problem, setProblem, submit } = useSubmission();
  const isGroup = people.length > 1 || name.trim() !== '';

  const createRoom = async (event: FormEvent) => {
    event.preventDefault();
    if (people.length === 0) return setProblem('Choose at least one person.');
    if (people.length > 1 && name.trim() === '') return setProblem('Give the group a name.');
    const ids = people.map((user) => user.id);
    const isCreated = await submit(async () =>
      goToRoom(await (isGroup ? chat.createRoom('group', ids, name.trim()) : chat.createRoom('direct', ids))),
    );
    if (isCreated) onClose();
  };

  return (
    <Dialog title="New conversation" onClose={onClose}>
      <form onSubmit={createRoom} className="dialog-form">
        <PeoplePicker chosen={people} onChange={setPeople} />
        <TextField
          label={people.length > 1 ? 'Group name' : 'Group name (optional)'}
          value={name}
          maxLength={LIMITS.ROOM_NAME_CODE_POINTS}
          placeholder="For example, Class 7b"
          onChange={(event) => setName(event.target.value)}
        />
        <Problem text={problem} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? <Spinner /> : null}
            <span>{isGroup ? 'Create group' : 'Start chatting'}</span>
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
