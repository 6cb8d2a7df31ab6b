import { useEffect, useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { goToRoom, useRoomInAddress } from '../chat/room-address.ts';
import { NewRoomDialog } from '../people/new-room-dialog.tsx';
import { RoomView } from '../room/room-view.tsx';
import { Notices } from '../toasts/toasts.tsx';
import { Announcer } from './announcer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { NoRoom } from './no-room.tsx';
import { PageTitle } from './page-title.tsx';
import { showRecent } from './recent-rooms.ts';
import { Sidebar } from './sidebar.tsx';

/** Rooms beside the open room; on a phone one of the two. */
export function ChatLayout({ onLogOut }: { readonly onLogOut: () => void }) {
  const chat = useChat();
  const roomId = useRoomInAddress();
  const known = useChatState((state) => roomId !== null && roomId in state.rooms);
  const loaded = useChatState((state) => state.roomsLoaded);
  const [creating, setCreating] = useState(false);
  const shown = known ? roomId : null;

  const show = useMemo(() => showRecent(chat), [chat]);
  useEffect(() => {
    if (shown) show(shown);
    return chat.stopTyping;
  }, [chat, show, shown]);
  // The room of the address is gone, or was never ours.
  useEffect(() => {
    if (loaded && roomId !== null && !known) goToRoom(null);
  }, [loaded, known, roomId]);

  return (
    <div className={`layout ${shown ? 'layout-room' : ''}`}>
      <button type="button" className="skip-link" onClick={focusComposer}>
        Skip to the message field
      </button>
      <ConnectionBanner />
      <Sidebar openRoomId={shown} onNewRoom={() => setCreating(true)} onLogOut={onLogOut} />
      {shown ? <RoomView key={shown} roomId={shown} /> : <NoRoom onNewRoom={() => setCreating(true)} />}
      {creating ? <NewRoomDialog onClose={() => setCreating(false)} /> : null}
      <Notices />
      <Announcer openRoomId={shown} />
      <PageTitle />
    </div>
  );
}

function focusComposer(): void {
  document.getElementById('composer')?.focus();
}
