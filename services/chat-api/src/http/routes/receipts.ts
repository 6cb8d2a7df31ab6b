import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListReceiptsQuery, MessageId, Receipt } from '@kcs/contracts';
import Type from 'typebox';
import { listReceipts } from '../../rooms/queries/list-receipts.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { createListRouteSchema } from '../envelope/route-schema.ts';

const listReceiptsRouteSchema = createListRouteSchema(
  {
    tags: ['Receipts'],
    summary: 'List the members who have seen a message, except its sender',
    params: Type.Object({ id: MessageId }),
    querystring: ListReceiptsQuery,
  },
  Receipt,
  ['MESSAGE_NOT_FOUND'],
);

/** Registers the route that lists the members who have seen a message (MSG-8). */
export const receiptRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get(
    '/chat/messages/:id/receipts',
    { schema: listReceiptsRouteSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listReceipts(deps, { ...query, userId: user.id, messageId: params.id })),
  );
};
