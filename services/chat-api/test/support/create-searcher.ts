import { searchMessages } from '../../src/rooms/queries/search-messages.ts';
import type { Fixture } from './start-fixture.ts';

type SearchOptions = { as?: string; roomId?: string; cursor?: string; limit?: number };

/** Returns a function that searches as the given user and returns the contents of the hits. */
export function createSearcher({ deps }: Fixture, userId: string) {
  return async (q: string, { as = userId, ...more }: SearchOptions = {}): Promise<string[]> => {
    const page = await searchMessages(deps, { userId: as, limit: 50, q, ...more });
    return page.items.map((json) => JSON.parse(json).content);
  };
}
