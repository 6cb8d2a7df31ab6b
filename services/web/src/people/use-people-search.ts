import { asApiError } from '@kcs/chat-client';
import type { User } from '@kcs/contracts';
import { useEffect, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';

/** The debounce time: a search starts when the user has not typed for this long. */
const DEBOUNCE_MS = 200;

/** The text to show if a search finds nobody. */
export const NO_PEOPLE_FOUND = 'No people found. Try another name.';

interface PeopleSearch {
  readonly people: readonly User[];
  readonly searching: boolean;
  /** The text that says why the last search failed; null if it succeeded. */
  readonly problem: string | null;
}

/**
 * Searches for active users by name, excluding the current user. A new search discards the results of earlier searches.
 */
export function usePeopleSearch(search: string): PeopleSearch {
  const chat = useChat();
  const [found, setFound] = useState<PeopleSearch>({ people: [], searching: true, problem: null });
  useEffect(() => {
    let isCurrent = true;
    setFound((before) => ({ ...before, searching: true }));
    const timer = setTimeout(async () => {
      try {
        const { items } = await chat.api.people(search.trim());
        const people = items.filter((user) => user.id !== chat.getState().me.id && user.active);
        if (isCurrent) setFound({ people, searching: false, problem: null });
      } catch (thrown) {
        if (isCurrent) setFound({ people: [], searching: false, problem: asApiError(thrown).message });
      }
    }, DEBOUNCE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [chat, search]);
  return found;
}
