import type { SearchHit, User } from '@kcs/contracts';
import { useCallback, useMemo } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { describePerson, findNamesakeIds } from '../people/person-detail.ts';
import type { PaletteOption, PaletteSection } from './palette-option.ts';
import { useMatchingRooms } from './use-matching-rooms.ts';
import { type LoadResultPage, type PagedSearch, usePagedSearch } from './use-paged-search.ts';

/** Matches search operators such as `from:`, which only message searches support (MSG-9). */
const SEARCH_OPERATOR_PATTERN = /(?:^|\s)(?:from|in|before|after|has):/i;

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
  const nameQuery = SEARCH_OPERATOR_PATTERN.test(query) ? null : query;
  const roomResults = useMatchingRooms(nameQuery);
  const matchingPeerIds = useMemo(
    () => new Set(roomResults.matchingRooms.map(({ peer }) => peer?.user_id)),
    [roomResults.matchingRooms],
  );
  const loadPeoplePage: LoadResultPage<User> = useCallback(
    (text, options) => chat.api.people(text, options),
    [chat],
  );
  const loadMessagePage: LoadResultPage<SearchHit> = useCallback(
    (q, options) => chat.api.search(q, options),
    [chat],
  );
  const peopleSearch = usePagedSearch(nameQuery ?? '', loadPeoplePage);
  const messageSearch = usePagedSearch(query, loadMessagePage);
  const myId = chat.getState().me.id;
  const namesakeIds = findNamesakeIds(peopleSearch.items);
  const allSections = [
    {
      heading: query === '' ? 'Recent conversations' : 'Conversations',
      options: roomResults.options,
      problem: null,
    },
    {
      heading: 'People',
      // Omit people whose direct room is already one of the matching conversations.
      options: peopleSearch.items
        .filter((user) => user.active && user.id !== myId && !matchingPeerIds.has(user.id))
        .map((user): PaletteOption => {
          const personDetail = describePerson(user, undefined, namesakeIds.has(user.id));
          return { kind: 'person', key: user.id, user, detail: personDetail };
        })
        .concat(createLoadMoreOptions(peopleSearch, 'people', 'Show more people')),
      problem: peopleSearch.problem,
    },
    {
      heading: 'Messages',
      options: messageSearch.items
        .map((hit): PaletteOption => ({ kind: 'message', key: hit.id, hit }))
        .concat(createLoadMoreOptions(messageSearch, 'messages', 'Search older messages')),
      problem: messageSearch.problem,
    },
  ];
  return {
    sections: allSections.filter(({ options, problem }) => options.length > 0 || problem !== null),
    isSearching: peopleSearch.isSearching || messageSearch.isSearching,
  };
}

/**
 * Returns a list with one button, which loads the next page or repeats a failed request. The list is empty during a
 * search and after all results are loaded.
 */
function createLoadMoreOptions(
  { hasMore, problem, isSearching, isPaused, loadMore }: PagedSearch<unknown>,
  name: 'people' | 'messages',
  label: string,
): PaletteOption[] {
  if (isSearching || (!hasMore && problem === null)) return [];
  const hasSearchFailed = problem !== null;
  return [
    {
      kind: 'more',
      key: `more-${name}`,
      label: hasSearchFailed ? 'Try again' : label,
      isAutomatic: name === 'messages' && !hasSearchFailed && !isPaused,
      load: loadMore,
    },
  ];
}
