import { getRoomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';

/** Returns the titles that at least two rooms share, for example because two people have the same name. */
export function findSharedTitles(rooms: readonly Room[]): ReadonlySet<string> {
  const titlesSoFar = new Set<string>();
  const repeatedTitles = new Set<string>();
  for (const title of rooms.map(getRoomTitle)) {
    if (titlesSoFar.has(title)) repeatedTitles.add(title);
    titlesSoFar.add(title);
  }
  return repeatedTitles;
}
