import { LIMITS, type Room } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Gives a group another name. */
export function RenameDialog({ room, onClose }: { readonly room: Room; readonly onClose: () => void }) {
  const chat = useChat();
  const tried = useTry();
  const [name, setName] = useState(room.name);
  const [busy, setBusy] = useState(false);
  const rename = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    if (await tried(chat.api.updateRoom(room.id, { name: name.trim() }))) onClose();
    else setBusy(false);
  };
  return (
    <Dialog title="Rename the group" onClose={onClose}>
      <form onSubmit={rename} className="dialog-form">
        <label className="field">
          <span>Group name</span>
          <input
            value={name}
            maxLength={LIMITS.ROOM_NAME_CODE_POINTS}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={busy || name.trim() === ''}>
            Rename
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
