import { asApiError } from '@kcs/chat-client';
import type { User } from '@kcs/contracts';
import { useEffect, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';

/** The search starts when the user has stopped typing for this long. */
const DEBOUNCE_MS = 200;

/** Shown in place of an empty result. */
export const NO_PEOPLE_FOUND = 'No people found. Try another name.';

interface PeopleSearch {
  readonly people: readonly User[];
  readonly searching: boolean;
  /** Why the last search failed; null if it did not. */
  readonly problem: string | null;
}

/** Searches active users by name, excluding the current user. Results of an older search are dropped. */
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
