import type { Member } from '@kcs/contracts';

/**
 * Returns the member who becomes the owner when the user leaves a group (ROOM-8). Returns undefined if another active
 * owner remains, or if nobody else is in the group. `members` must contain all members.
 */
export function findNextOwner(members: readonly Member[], myId: string): Member | undefined {
  const [successor] = members.filter(({ user_id }) => user_id !== myId).sort(compareOwnerCandidates);
  return successor?.active && successor.role === 'owner' ? undefined : successor;
}

/**
 * Compares two members to decide who comes first in line to become the owner: active members first, then higher roles,
 * and then members who joined earlier.
 */
function compareOwnerCandidates(a: Member, b: Member): number {
  return (
    Number(b.active) - Number(a.active) ||
    getRoleRank(b) - getRoleRank(a) ||
    a.joined_seq - b.joined_seq ||
    a.joined_at.localeCompare(b.joined_at) ||
    a.user_id.localeCompare(b.user_id)
  );
}

const getRoleRank = ({ role }: Member): number => (role === 'owner' ? 2 : role === 'admin' ? 1 : 0);
