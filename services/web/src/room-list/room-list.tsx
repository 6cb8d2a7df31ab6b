import { lastActivity, roomTitle } from '@kcs/chat-client';
import { matchesSearch } from '@kcs/contracts';
import { useMemo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { Button } from '../ui/button.tsx';
import { ListNote } from '../ui/list-text.tsx';
import { RoomItem } from './room-item.tsx';
import { RoomListSkeleton } from './room-list-skeleton.tsx';
import './room-list.css';

interface RoomListProps {
  readonly openRoomId: string | null;
  readonly search: string;
  readonly onNewRoom: () => void;
}

/** Lists the rooms whose titles contain every word of the search. The most recently active room comes first. */
export function RoomList({ openRoomId, search, onNewRoom }: RoomListProps) {
  const rooms = useChatState((state) => state.rooms);
  const roomsLoaded = useChatState((state) => state.roomsLoaded);
  const query = search.trim();
  const matchingRooms = useMemo(
    () =>
      Object.values(rooms)
        .map(({ summary }) => summary)
        .filter((room) => matchesSearch(roomTitle(room), query))
        .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1)),
    [rooms, query],
  );

  if (!roomsLoaded) return <RoomListSkeleton />;
  if (matchingRooms.length === 0 && query)
    return <ListNote>No conversations found. Try another name.</ListNote>;
  if (matchingRooms.length === 0) {
    return (
      <div className="room-list-empty">
        <p className="muted">No conversations yet.</p>
        <Button onClick={onNewRoom}>Start a conversation</Button>
      </div>
    );
  }
  return (
    <ul className="room-list">
      {matchingRooms.map((room) => (
        <RoomItem key={room.id} room={room} open={room.id === openRoomId} />
      ))}
    </ul>
  );
}
