import { useEffect, useMemo, useRef, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { findNamesakePeerIds } from './find-namesake-peer-ids.ts';
import { describePerson } from './person-detail.ts';

/**
 * Returns texts that distinguish the people in direct rooms who have the same name and role, keyed by user id. A person
 * has no text if nobody in another direct room has the same name and role, or if the person's profile has not loaded
 * yet.
 */
export function useNamesakeDetails(): ReadonlyMap<string, string> {
  const chat = useChat();
  const roomEntryById = useChatState((state) => state.rooms);
  const spaceSeparatedNamesakeIds = useMemo(
    () => findNamesakePeerIds(Object.values(roomEntryById).map(({ summary }) => summary)).join(' '),
    [roomEntryById],
  );
  const [details, setDetails] = useState<ReadonlyMap<string, string>>(new Map());
  const requestedUserIdsRef = useRef(new Set<string>());
  useEffect(() => {
    const loadProfile = async (id: string): Promise<void> => {
      if (requestedUserIdsRef.current.has(id)) return;
      requestedUserIdsRef.current.add(id);
      try {
        const profile = await chat.api.user(id);
        setDetails((known) => new Map(known).set(id, describePerson(profile, undefined, true)));
      } catch {
        // Show no text for this person. The request is sent again when the set of people with the same name and role
        // changes.
        requestedUserIdsRef.current.delete(id);
      }
    };
    const loadProfiles = async (): Promise<void> => {
      for (const id of spaceSeparatedNamesakeIds.split(' ').filter(Boolean)) await loadProfile(id);
    };
    void loadProfiles();
  }, [chat, spaceSeparatedNamesakeIds]);
  return details;
}
