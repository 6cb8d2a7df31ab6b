import { asApiError } from '@kcs/chat-client';
import type { User } from '@kcs/contracts';
import { LIMITS } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { PeoplePicker } from './people-picker.tsx';

/** Begins a conversation: with one person a direct one, with several, or with a name, a group. */
export function NewRoomDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useChat();
  const [people, setPeople] = useState<readonly User[]>([]);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const group = people.length > 1 || name.trim() !== '';

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (people.length === 0) return setProblem('Choose at least one person.');
    if (people.length > 1 && name.trim() === '') return setProblem('Give the group a name.');
    setBusy(true);
    setProblem(null);
    try {
      const ids = people.map((user) => user.id);
      goToRoom(
        group ? await chat.createRoom('group', ids, name.trim()) : await chat.createRoom('direct', ids),
      );
      onClose();
    } catch (thrown) {
      setProblem(asApiError(thrown).message);
      setBusy(false);
    }
  };

  return (
    <Dialog title="New conversation" onClose={onClose}>
      <form onSubmit={create} className="dialog-form">
        <PeoplePicker chosen={people} onChange={setPeople} />
        <label className="field">
          <span>{people.length > 1 ? 'Group name' : 'Group name (only for a group)'}</span>
          <input
            value={name}
            maxLength={LIMITS.ROOM_NAME_CODE_POINTS}
            placeholder="For example: Class 7b"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {problem !== null ? (
          <p className="problem" role="alert">
            {problem}
          </p>
        ) : null}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={busy}>
            {busy ? <Spinner /> : null} {group ? 'Create the group' : 'Start chatting'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
