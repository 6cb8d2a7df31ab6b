import type { Peer, Room, User } from '@kcs/contracts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { describePerson, findNamesakeIds } from './person-detail.ts';

/**
 * Returns texts that distinguish direct rooms, by the id of the other person. Only people who share their name and role
 * with the other person of another direct room have a text. A text is missing until the person's profile has loaded.
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
        // Without the profile, the room has no text. The next change of the namesakes repeats the request.
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

/** Returns the sorted ids of the people in direct rooms who share their name and role with another of these people. */
function findNamesakePeerIds(rooms: readonly Room[]): readonly string[] {
  const peersById = new Map<string, Peer>();
  for (const { peer } of rooms) if (peer) peersById.set(peer.user_id, peer);
  const peers = [...peersById.values()].map(
    ({ user_id, name, user_type }): Pick<User, 'id' | 'name' | 'user_type'> => ({
      id: user_id,
      name,
      user_type,
    }),
  );
  return [...findNamesakeIds(peers)].sort();
}
