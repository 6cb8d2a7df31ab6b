import { useEffect, useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { goToRoom, useRoomInAddress } from '../chat/room-address.ts';
import { focusComposer } from '../composer/focus-composer.ts';
import { useFileRefusal } from '../composer/use-file-refusal.ts';
import { NewRoomDialog } from '../people/new-room-dialog.tsx';
import { RoomView } from '../room/room-view.tsx';
import { useToastBoard } from '../toasts/toast-context.ts';
import { Toasts } from '../toasts/toasts.tsx';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { NoRoom } from './no-room.tsx';
import { PageTitle } from './page-title.tsx';
import { keepRecentRoomsOpen } from './recent-rooms.ts';
import { Sidebar } from './sidebar.tsx';
import './chat-layout.css';

/** Shows the room list next to the open room. Phones show only one of them at a time. */
export function ChatLayout({ onLogOut }: { readonly onLogOut: () => void }) {
  const chat = useChat();
  const roomId = useRoomInAddress();
  const isKnownRoom = useChatState((state) => roomId !== null && roomId in state.rooms);
  const roomsLoaded = useChatState((state) => state.roomsLoaded);
  const isPhone = useMediaQuery('(width <= 760px)');
  const [creating, setCreating] = useState(false);
  const openRoomId = isKnownRoom ? roomId : null;

  useFileRefusal();
  const toastBoard = useToastBoard();
  const openRoom = useMemo(() => keepRecentRoomsOpen(chat), [chat]);
  useEffect(() => {
    if (openRoomId) {
      openRoom(openRoomId);
      toastBoard.dismissForRoom(openRoomId);
    }
    return chat.stopTyping;
  }, [chat, openRoom, openRoomId, toastBoard]);
  // Clear the address if its room was deleted or the user is not a member of the room.
  useEffect(() => {
    if (roomsLoaded && roomId !== null && !isKnownRoom) goToRoom(null);
  }, [roomsLoaded, isKnownRoom, roomId]);

  const startNewRoom = () => setCreating(true);
  return (
    <div className={`layout ${openRoomId ? 'layout-room' : ''}`}>
      <button type="button" className="skip-link" onClick={focusComposer}>
        Skip to the message field
      </button>
      <ConnectionBanner />
      {/* On phones, the list is the main part of the page while no room is open. */}
      <div className="sidebar-place" role={isPhone && openRoomId === null ? 'main' : undefined}>
        <Sidebar openRoomId={openRoomId} onNewRoom={startNewRoom} onLogOut={onLogOut} />
      </div>
      {openRoomId ? <RoomView key={openRoomId} roomId={openRoomId} /> : <NoRoom onNewRoom={startNewRoom} />}
      {creating ? <NewRoomDialog onClose={() => setCreating(false)} /> : null}
      <Toasts />
      <Announcer openRoomId={openRoomId} />
      <PageTitle />
    </div>
  );
}
