import { useEffect, useMemo, useState } from 'react';
import { CallPlace } from '../call/call-place.tsx';
import { useIsCallShown } from '../call/use-calls-state.ts';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useRoomIdInAddress } from '../chat/room-address.ts';
import { focusMessageField } from '../composer/focus-composer.ts';
import { useFileRefusal } from '../composer/use-file-refusal.ts';
import { NewRoomDialog } from '../people/new-room-dialog.tsx';
import { RoomView } from '../room/room-view.tsx';
import { SearchPalette } from '../search/search-palette.tsx';
import { useSearchShortcut } from '../search/use-search-shortcut.ts';
import { useToastBoard } from '../toasts/toast-context.ts';
import { Toasts } from '../toasts/toasts.tsx';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { focusMainPart } from './focus-main.ts';
import { NoRoomPrompt } from './no-room.tsx';
import { PageTitle } from './page-title.tsx';
import { createRoomOpener } from './recent-rooms.ts';
import { Sidebar } from './sidebar.tsx';
import { useMessageOverCall } from './use-message-over-call.ts';
import { useUnknownRoomToast } from './use-unknown-room-notice.ts';
import { watchLostFocus } from './watch-lost-focus.ts';
import './chat-layout.css';

/** Shows the room list beside the open room. A phone shows only one of the two at a time. */
export function ChatLayout({ onLogOut }: { readonly onLogOut: () => void }) {
  const chat = useChat();
  const roomIdInAddress = useRoomIdInAddress();
  const isKnownRoom = useChatState((state) => roomIdInAddress !== null && roomIdInAddress in state.rooms);
  const areRoomsLoaded = useChatState((state) => state.roomsLoaded);
  const isPhoneWidth = useMediaQuery('(width <= 760px)');
  const [isCreatingRoom, setCreatingRoom] = useState(false);
  /** The initial text in the search palette; null while the palette is closed. */
  const [searchText, setSearchText] = useState<string | null>(null);
  const openRoomId = isKnownRoom ? roomIdInAddress : null;
  const isCallShown = useIsCallShown(openRoomId);

  useFileRefusal();
  // Move the focus to the main content, because the login form that had the focus is gone.
  useEffect(focusMainPart, []);
  useEffect(watchLostFocus, []);
  useSearchShortcut(() => setSearchText(''));
  useMessageOverCall();
  const toastBoard = useToastBoard();
  const openRoomTimeline = useMemo(() => createRoomOpener(chat), [chat]);
  useEffect(() => {
    if (openRoomId) {
      openRoomTimeline(openRoomId);
      toastBoard.dismissForRoom(openRoomId);
    }
    return chat.stopTyping;
  }, [chat, openRoomTimeline, openRoomId, toastBoard]);
  useUnknownRoomToast(areRoomsLoaded && !isKnownRoom ? roomIdInAddress : null, openRoomId);

  const openNewRoomDialog = () => setCreatingRoom(true);
  return (
    <div className={`layout ${openRoomId ? 'layout-room' : ''}`}>
      <button type="button" className="skip-link" onClick={focusMessageField}>
        Skip to the message field
      </button>
      <ConnectionBanner />
      {/* On phones, the room list is the main content while no room is open. */}
      <div
        className="sidebar-place"
        {...(isPhoneWidth && openRoomId === null && { role: 'main', tabIndex: -1 })}
      >
        <Sidebar
          openRoomId={openRoomId}
          onNewRoom={openNewRoomDialog}
          onSearch={setSearchText}
          onLogOut={onLogOut}
        />
      </div>
      {openRoomId === null ? <NoRoomPrompt onNewRoom={openNewRoomDialog} /> : null}
      {/* A call covers the messages of its room. Covered messages must not count as seen. */}
      {openRoomId !== null && !isCallShown ? <RoomView key={openRoomId} roomId={openRoomId} /> : null}
      <CallPlace openRoomId={openRoomId} />
      {isCreatingRoom ? <NewRoomDialog onClose={() => setCreatingRoom(false)} /> : null}
      {searchText !== null ? (
        <SearchPalette initialText={searchText} onClose={() => setSearchText(null)} />
      ) : null}
      <Toasts />
      <Announcer openRoomId={openRoomId} />
      <PageTitle openRoomId={openRoomId} />
    </div>
  );
}
