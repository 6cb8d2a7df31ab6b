import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SearchHit, SearchQuery } from '@kcs/contracts';
import type { CoreDeps } from '../../core-deps.ts';
import { searchMessages } from '../../queries/search-messages.ts';
import { listSchema } from '../route-schema.ts';
import { sendPage } from '../send-text.ts';

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
