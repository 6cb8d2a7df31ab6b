import type { Peer, Room, User } from '@kcs/contracts';
import { findNamesakeIds } from './person-detail.ts';

/**
 * Returns the sorted ids of all people in direct rooms whose name and role are the same as those of a person in another
 * direct room.
 */
export function findNamesakePeerIds(rooms: readonly Room[]): readonly string[] {
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
