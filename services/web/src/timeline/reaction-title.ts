import type { Member, Reaction } from '@kcs/contracts';

/** More names than these are counted. */
const NAMES_MOST = 6;

/** Who reacted, in words: oneself first, then those known by name, then how many others. */
export function reactionTitle(reaction: Reaction, members: readonly Member[], myId: string): string {
  const others = reaction.user_ids.filter((id) => id !== myId);
  const names = members.filter((member) => others.includes(member.user_id)).map((member) => member.name);
  const shown = [...(reaction.user_ids.includes(myId) ? ['You'] : []), ...names].slice(0, NAMES_MOST);
  const rest = reaction.count - shown.length;
  if (rest > 0) shown.push(`${rest} ${rest === 1 ? 'other' : 'others'}`);
  return shown.join(', ');
}
