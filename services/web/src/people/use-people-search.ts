import type { User } from '@kcs/contracts';
import { useCallback } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { type PagedList, usePagedList } from '../chat/use-pages.ts';

/** The debounce time: a search starts once the user has not typed for this long. */
const SEARCH_DEBOUNCE_MS = 200;

export const NO_PEOPLE_FOUND_TEXT = 'No people found. Try another name.';

/**
 * Searches for active people by name, page by page. Leaves out the current user and the members of the room
 * `notInRoom`.
 */
export function usePeopleSearch(search: string, notInRoom?: string): PagedList<User> {
  const chat = useChat();
  const query = search.trim();
  const loadPeoplePage = useCallback(
    async (cursor?: string) => {
      const peoplePage = await chat.api.people(query, {
        ...(notInRoom !== undefined && { notInRoom }),
        ...(cursor !== undefined && { cursor }),
      });
      const myId = chat.getState().me.id;
      return { ...peoplePage, items: peoplePage.items.filter((user) => user.id !== myId && user.active) };
    },
    [chat, query, notInRoom],
  );
  return usePagedList(loadPeoplePage, SEARCH_DEBOUNCE_MS);
}
