import { getLastActivity, getRoomTitle } from '@kcs/chat-client';
import { matchesSearch, type Room } from '@kcs/contracts';
import { useMemo, useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useNamesakeDetails } from '../people/use-namesake-details.ts';
import type { PaletteOption } from './palette-option.ts';

/** The maximum number of conversations that the palette shows until the user asks for all of them. */
const MAX_ROOMS_BEFORE_EXPANSION = 6;

/**
 * Returns the conversations whose titles contain every word of `search`, most recent first, and the palette rows for
 * them. Returns none if `search` is null.
 */
export function useMatchingRooms(search: string | null): {
  readonly matchingRooms: readonly Room[];
  readonly options: readonly PaletteOption[];
} {
  const roomEntryById = useChatState((state) => state.rooms);
  const [expandedSearch, setExpandedSearch] = useState<string | null>(null);
  const matchingRooms = useMemo(
    () =>
      Object.values(roomEntryById)
        .map(({ summary }) => summary)
        .filter((room) => search !== null && matchesSearch(getRoomTitle(room), search))
        .sort((a, b) => (getLastActivity(a) < getLastActivity(b) ? 1 : -1)),
    [roomEntryById, search],
  );
  const namesakeDetails = useNamesakeDetails();
  const isRoomListExpanded = search !== null && expandedSearch === search;
  const shownRooms = isRoomListExpanded ? matchingRooms : matchingRooms.slice(0, MAX_ROOMS_BEFORE_EXPANSION);
  const roomOptions = shownRooms.map((room): PaletteOption => {
    const peerDetail = namesakeDetails.get(room.peer?.user_id ?? '') ?? '';
    return { kind: 'room', key: room.id, room, detail: peerDetail };
  });
  if (shownRooms.length < matchingRooms.length) {
    roomOptions.push({
      kind: 'more',
      key: 'more-rooms',
      label: `Show all ${matchingRooms.length} conversations`,
      isAutomatic: false,
      load: () => setExpandedSearch(search),
    });
  }
  return { matchingRooms, options: roomOptions };
}
