import { asApiError } from '@kcs/chat-client';
import type { User } from '@kcs/contracts';
import { useEffect, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';

/** Waits for the end of a burst of keys. */
const SETTLE_MS = 200;

interface Found {
  readonly people: readonly User[];
  readonly searching: boolean;
  readonly problem: string | null;
}
const NOBODY: Found = { people: [], searching: false, problem: null };

/** People whose name fits, without oneself; only the newest search counts. */
export function usePeopleSearch(search: string, enabled = true): Found {
  const chat = useChat();
  const [found, setFound] = useState<Found>(NOBODY);
  useEffect(() => {
    if (!enabled) return setFound(NOBODY);
    let wanted = true;
    setFound((before) => ({ ...before, searching: true }));
    const timer = setTimeout(async () => {
      try {
        const { items: people } = await chat.api.people(search.trim());
        const others = people.filter((user) => user.id !== chat.getState().me.id && user.active);
        if (wanted) setFound({ people: others, searching: false, problem: null });
      } catch (thrown) {
        if (wanted) setFound({ people: [], searching: false, problem: asApiError(thrown).message });
      }
    }, SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [chat, search, enabled]);
  return found;
}
