import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SearchHit, SearchQuery } from '@kcs/contracts';
import { searchMessages } from '../../rooms/queries/search-messages.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { listSchema } from '../envelope/route-schema.ts';

/** Search in the caller's rooms (MSG-9). */
export const searchRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get(
    '/chat/search',
    {
      schema: listSchema(
        {
          tags: ['Messages'],
          summary: "Search messages in the caller's rooms, newest first",
          description:
            'Finds messages that contain every word, also as a part of a word, in any case of letters.',
          querystring: SearchQuery,
        },
        SearchHit,
        ['ROOM_NOT_FOUND'],
      ),
    },
    async ({ query: { room_id: roomId, ...query }, user }, reply) =>
      sendJsonPage(
        reply,
        await searchMessages(deps, { ...query, userId: user.id, ...(roomId !== undefined && { roomId }) }),
      ),
  );
};
