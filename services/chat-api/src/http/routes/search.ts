import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SearchHit, SearchQuery } from '@kcs/contracts';
import { searchMessages } from '../../rooms/queries/search-messages.ts';
import type { CoreDeps } from '../../rooms/room-deps.ts';
import { listSchema } from '../envelope/route-schema.ts';
import { sendPage } from '../envelope/send-json.ts';

/** Search over the caller's rooms. */
export const searchRoutes: FastifyPluginAsyncTypebox<{ deps: CoreDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/search',
    {
      schema: listSchema(
        {
          tags: ['Messages'],
          summary: "Search the caller's rooms, newest first",
          description: 'Messages that contain all words, parts of words too, whatever the case.',
          querystring: SearchQuery,
        },
        SearchHit,
        ['ROOM_NOT_FOUND'],
      ),
    },
    async ({ query: { room_id: roomId, ...query }, user }, reply) =>
      sendPage(
        reply,
        await searchMessages(deps, { ...query, userId: user.id, ...(roomId !== undefined && { roomId }) }),
      ),
  );
};
