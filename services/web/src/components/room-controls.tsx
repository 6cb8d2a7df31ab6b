import type { Room } from '@kcs/contracts';
import { Bell, BellOff, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useChat } from '../hooks/use-chat.ts';
import { useTry } from '../hooks/use-try.ts';
import { IconButton } from './icon-button.tsx';
import { RenameDialog } from './rename-dialog.tsx';

/** What can be done with a room: everybody may mute it for themselves, who manages a group may rename it. */
export function RoomControls({ room }: { readonly room: Room }) {
  const chat = useChat();
  const tried = useTry();
  const [renaming, setRenaming] = useState(false);
  const mayRename = room.room_type === 'group' && room.my_role !== 'member';
  return (
    <>
      {mayRename ? (
        <IconButton icon={Pencil} label="Rename the group" onClick={() => setRenaming(true)} />
      ) : null}
      <IconButton
        icon={room.muted ? BellOff : Bell}
        label="Mute"
        aria-pressed={room.muted}
        onClick={() => void tried(chat.mute(room.id, !room.muted))}
      />
      {renaming ? <RenameDialog room={room} onClose={() => setRenaming(false)} /> : null}
    </>
  );
}
