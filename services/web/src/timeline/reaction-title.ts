import { isOwnReaction } from '@kcs/chat-client';
import type { Member, Reaction } from '@kcs/contracts';
import { isolateDirection } from '../ui/bidi-text.ts';

/**
 * The maximum number of names in the tooltip. If more people have reacted, the tooltip shows how many others there are
 * instead of their names.
 */
const MAX_LISTED_NAMES = 6;

/** Returns the tooltip that says who reacted: first the user, then members by name, then the number of other people. */
export function describeReaction(reaction: Reaction, members: readonly Member[], myId: string): string {
  const userIdsExceptMine = reaction.user_ids.filter((id) => id !== myId);
  const namesExceptMine = members
    .filter((member) => userIdsExceptMine.includes(member.user_id))
    .map((member) => isolateDirection(member.name));
  const listedNames = [...(isOwnReaction(reaction, myId) ? ['You'] : []), ...namesExceptMine].slice(
    0,
    MAX_LISTED_NAMES,
  );
  const unlistedCount = reaction.count - listedNames.length;
  if (unlistedCount > 0) listedNames.push(`${unlistedCount} ${unlistedCount === 1 ? 'other' : 'others'}`);
  return listedNames.join(', ');
}
