import { getLastActivity, getRoomTitle } from '@kcs/chat-client';
import { matchesSearch, type Room } from '@kcs/contracts';
import { useMemo, useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useNamesakeDetails } from '../people/use-namesake-details.ts';
import { Button } from '../ui/button.tsx';
import { ListHeading, ListNote } from '../ui/list-text.tsx';
import { findSharedTitles } from './find-shared-titles.ts';
import { RoomItem } from './room-item.tsx';
import { RoomListSkeleton } from './room-list-skeleton.tsx';
import './room-list.css';

interface RoomListProps {
  readonly openRoomId: string | null;
  readonly search: string;
  readonly onNewRoom: () => void;
}

/**
 * Lists the rooms whose titles contain every word of the search. The most recently active room comes first, and muted
 * rooms come below all others. A button limits the list to unread rooms.
 */
export function RoomList({ openRoomId, search, onNewRoom }: RoomListProps) {
  const roomEntryById = useChatState((state) => state.rooms);
  const areRoomsLoaded = useChatState((state) => state.roomsLoaded);
  const [unreadOnly, setUnreadOnly] = useState(false);
  const query = search.trim();
  const matchingRooms = useMemo(
    () =>
      Object.values(roomEntryById)
        .map(({ summary }) => summary)
        .filter((room) => matchesSearch(getRoomTitle(room), query))
        // Keep the open room in the list of unread rooms. Otherwise, the room would disappear as soon as the user has
        // read its messages.
        .filter((room) => !unreadOnly || room.unread_count > 0 || room.id === openRoomId)
        .sort((a, b) => (getLastActivity(a) < getLastActivity(b) ? 1 : -1)),
    [roomEntryById, query, unreadOnly, openRoomId],
  );

  const namesakeDetails = useNamesakeDetails();
  const sharedTitles = useMemo(() => findSharedTitles(matchingRooms), [matchingRooms]);

  if (!areRoomsLoaded) return <RoomListSkeleton />;
  if (matchingRooms.length === 0 && query)
    return <ListNote>No conversations found. Try another name.</ListNote>;
  if (Object.keys(roomEntryById).length === 0) {
    return (
      <div className="room-list-empty">
        <p className="muted">No conversations yet.</p>
        <Button onClick={onNewRoom}>Start a conversation</Button>
      </div>
    );
  }
  const mutedRooms = matchingRooms.filter((room) => room.muted);
  const commonRoomItemsProps = { openRoomId, sharedTitles, namesakeDetails };
  return (
    <>
      <button
        type="button"
        className="unread-filter"
        aria-pressed={unreadOnly}
        onClick={() => setUnreadOnly(!unreadOnly)}
      >
        Unread only
      </button>
      {matchingRooms.length === 0 ? <ListNote>You have read everything.</ListNote> : null}
      <RoomItems {...commonRoomItemsProps} rooms={matchingRooms.filter((room) => !room.muted)} />
      {mutedRooms.length > 0 ? <ListHeading>Muted</ListHeading> : null}
      <RoomItems {...commonRoomItemsProps} rooms={mutedRooms} />
    </>
  );
}

interface RoomItemsProps {
  readonly rooms: readonly Room[];
  readonly openRoomId: string | null;
  /** The titles that at least two rooms share. Both muted and unmuted rooms count. */
  readonly sharedTitles: ReadonlySet<string>;
  /** See `useNamesakeDetails`. */
  readonly namesakeDetails: ReadonlyMap<string, string>;
}

function RoomItems({ rooms, openRoomId, sharedTitles, namesakeDetails }: RoomItemsProps) {
  if (rooms.length === 0) return null;
  return (
    <ul className="room-list">
      {rooms.map((room) => (
        <RoomItem
          key={room.id}
          room={room}
          open={room.id === openRoomId}
          showRole={sharedTitles.has(getRoomTitle(room))}
          peerDetail={room.peer ? namesakeDetails.get(room.peer.user_id) : undefined}
        />
      ))}
    </ul>
  );
}
