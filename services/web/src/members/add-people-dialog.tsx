import type { Room, User } from '@kcs/contracts';
import { useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { PeoplePicker } from '../people/people-picker.tsx';
import { useTry } from '../toasts/use-attempt.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Adds people to a group. */
export function AddPeopleDialog({ room, onClose }: { readonly room: Room; readonly onClose: () => void }) {
  const chat = useChat();
  const tried = useTry();
  const members = useChatState((state) => state.rosters[room.id]?.members);
  const without = useMemo(() => new Set(members?.map((member) => member.user_id)), [members]);
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    const ids = chosen.map((user) => user.id);
    if (await tried(chat.api.addMembers(room.id, ids))) onClose();
    else setBusy(false);
  };
  return (
    <Dialog title={`Add people to ${room.name}`} onClose={onClose}>
      <div className="dialog-form">
        <PeoplePicker chosen={chosen} onChange={setChosen} without={without} />
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button button-primary"
            disabled={busy || chosen.length === 0}
            onClick={add}
          >
            Add
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
