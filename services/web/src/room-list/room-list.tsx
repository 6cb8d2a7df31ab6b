import { lastActivity, roomTitle } from '@kcs/chat-client';
import { useMemo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { RoomItem } from './room-item.tsx';
import { RoomListSkeleton } from './room-list-skeleton.tsx';

interface Props {
  readonly openRoomId: string | null;
  readonly search: string;
  readonly onNewRoom: () => void;
}

/** The rooms, newest activity first; while searching those whose title fits. */
export function RoomList({ openRoomId, search, onNewRoom }: Props) {
  const rooms = useChatState((state) => state.rooms);
  const loaded = useChatState((state) => state.roomsLoaded);
  const me = useChatState((state) => state.me);
  const shown = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase();
    return Object.values(rooms)
      .map(({ summary }) => summary)
      .filter((room) => roomTitle(room, me.name).toLocaleLowerCase().includes(wanted))
      .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1));
  }, [rooms, search, me.name]);

  if (!loaded) return <RoomListSkeleton />;
  if (shown.length === 0 && search.trim())
    return <p className="list-note muted">No conversation by this name.</p>;
  if (shown.length === 0) {
    return (
      <div className="list-empty">
        <p className="muted">No conversations yet.</p>
        <button type="button" className="button" onClick={onNewRoom}>
          Begin one
        </button>
      </div>
    );
  }
  return (
    <ul className="room-list">
      {shown.map((room) => (
        <RoomItem key={room.id} room={room} open={room.id === openRoomId} />
      ))}
    </ul>
  );
}
