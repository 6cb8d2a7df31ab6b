import { getLastActivity, getRoomTitle } from '@kcs/chat-client';
import { matchesSearch, type Room, type SearchHit, type User } from '@kcs/contracts';
import { useCallback, useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { describePerson, findNamesakes } from '../people/person-detail.ts';
import { useNamesakeDetails } from '../people/use-namesake-details.ts';
import type { PaletteOption, PaletteSection } from './palette-option.ts';
import { type LoadPage, type PagedSearch, usePagedSearch } from './use-paged-search.ts';

/** The maximum number of conversations that the palette shows until the user asks for all of them. */
const INITIAL_ROOM_COUNT = 6;
/** Matches search operators such as `from:`, which only message searches support (MSG-9). */
const OPERATOR_PATTERN = /(?:^|\s)(?:from|in|before|after|has):/i;

interface PaletteResults {
  /** The sections that have at least one row or a problem. */
  readonly sections: readonly PaletteSection[];
  readonly isSearching: boolean;
}

/**
 * Searches conversations, people, and messages. For an empty query, returns the most recent conversations. For a query
 * with an operator, such as `from:Anna`, searches only messages.
 */
export function usePaletteSections(query: string): PaletteResults {
  const chat = useChat();
  const nameQuery = OPERATOR_PATTERN.test(query) ? null : query;
  const rooms = useMatchingRooms(nameQuery);
  const peerIds = useMemo(
    () => new Set(rooms.matchingRooms.map(({ peer }) => peer?.user_id)),
    [rooms.matchingRooms],
  );
  const loadPeople: LoadPage<User> = useCallback((text, options) => chat.api.people(text, options), [chat]);
  const loadMessages: LoadPage<SearchHit> = useCallback((q, options) => chat.api.search(q, options), [chat]);
  const people = usePagedSearch(nameQuery ?? '', loadPeople);
  const messages = usePagedSearch(query, loadMessages);
  const myId = chat.getState().me.id;
  const namesakes = findNamesakes(people.items);
  const sections = [
    {
      heading: query === '' ? 'Recent conversations' : 'Conversations',
      options: rooms.options,
      problem: null,
    },
    {
      heading: 'People',
      // Omit people whose direct room is already one of the matching conversations.
      options: people.items
        .filter((user) => user.active && user.id !== myId && !peerIds.has(user.id))
        .map((user): PaletteOption => {
          const detail = describePerson(user, undefined, namesakes.has(user.id));
          return { kind: 'person', key: user.id, user, detail };
        })
        .concat(createMoreOptions(people, 'people', 'Show more people')),
      problem: people.problem,
    },
    {
      heading: 'Messages',
      options: messages.items
        .map((hit): PaletteOption => ({ kind: 'message', key: hit.id, hit }))
        .concat(createMoreOptions(messages, 'messages', 'Search older messages')),
      problem: messages.problem,
    },
  ];
  return {
    sections: sections.filter(({ options, problem }) => options.length > 0 || problem !== null),
    isSearching: people.isSearching || messages.isSearching,
  };
}

/**
 * Returns the conversations whose titles contain every word of `search`, most recent first, and the palette rows for
 * them. Returns none if `search` is null.
 */
function useMatchingRooms(search: string | null): {
  readonly matchingRooms: readonly Room[];
  readonly options: readonly PaletteOption[];
} {
  const rooms = useChatState((state) => state.rooms);
  const [expandedSearch, setExpandedSearch] = useState<string | null>(null);
  const matchingRooms = useMemo(
    () =>
      Object.values(rooms)
        .map(({ summary }) => summary)
        .filter((room) => search !== null && matchesSearch(getRoomTitle(room), search))
        .sort((a, b) => (getLastActivity(a) < getLastActivity(b) ? 1 : -1)),
    [rooms, search],
  );
  const namesakeDetails = useNamesakeDetails();
  const isExpanded = search !== null && expandedSearch === search;
  const shownRooms = isExpanded ? matchingRooms : matchingRooms.slice(0, INITIAL_ROOM_COUNT);
  const options = shownRooms.map((room): PaletteOption => {
    const detail = namesakeDetails.get(room.peer?.user_id ?? '') ?? '';
    return { kind: 'room', key: room.id, room, detail };
  });
  if (shownRooms.length < matchingRooms.length) {
    options.push({
      kind: 'more',
      key: 'more-rooms',
      label: `Show all ${matchingRooms.length} conversations`,
      isAutomatic: false,
      load: () => setExpandedSearch(search),
    });
  }
  return { matchingRooms, options };
}

/**
 * Returns a list with one button, which loads the next page or repeats a failed request. The list is empty during a
 * search and after all results are loaded.
 */
function createMoreOptions(
  { hasMore, problem, isSearching, isPaused, loadMore }: PagedSearch<unknown>,
  name: 'people' | 'messages',
  label: string,
): PaletteOption[] {
  if (isSearching || (!hasMore && problem === null)) return [];
  const hasFailed = problem !== null;
  return [
    {
      kind: 'more',
      key: `more-${name}`,
      label: hasFailed ? 'Try again' : label,
      isAutomatic: name === 'messages' && !hasFailed && !isPaused,
      load: loadMore,
    },
  ];
}
