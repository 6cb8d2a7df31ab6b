import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SearchHit, SearchQuery } from '@kcs/contracts';
import { searchMessages } from '../../rooms/queries/search-messages.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { createListRouteSchema } from '../envelope/route-schema.ts';

const searchMessagesRouteSchema = createListRouteSchema(
  {
    tags: ['Messages'],
    summary: "Search messages in the caller's rooms, newest first",
    description:
      'Finds messages that contain every word and "quoted phrase", ignoring case, accents, and hidden characters. ' +
      'A word of one or two letters matches only the beginning of words, and a longer word matches any part. ' +
      'Operators: `from:` (a name, a user id, or `me`), `in:` (the name or id of a room), `before:` and `after:` ' +
      '(a day, month, or year in UTC, such as 2026-05-31, or a time), and `has:link`. ' +
      'A long search ends early, so a page with a cursor may be short or empty. The cursor continues the search.',
    querystring: SearchQuery,
  },
  SearchHit,
  ['ROOM_NOT_FOUND'],
);

/** Registers the route that searches the caller's rooms (MSG-9). */
export const searchRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get(
    '/chat/search',
    { schema: searchMessagesRouteSchema, config: { search: true } },
    async ({ query, user }, reply) => {
      const { room_id: roomId, ...rest } = query;
      const searchOptions = { ...rest, userId: user.id, ...(roomId !== undefined && { roomId }) };
      return sendJsonPage(reply, await searchMessages(deps, searchOptions));
    },
  );
};
