import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListMembersQuery, MessageId, Receipt } from '@kcs/contracts';
import Type from 'typebox';
import { listReceipts } from '../../rooms/queries/list-receipts.ts';
import type { CoreDeps } from '../../rooms/room-deps.ts';
import { listSchema } from '../envelope/route-schema.ts';
import { sendPage } from '../envelope/send-json.ts';

/** Who has seen a message. */
export const receiptRoutes: FastifyPluginAsyncTypebox<{ deps: CoreDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/messages/:id/receipts',
    {
      schema: listSchema(
        {
          tags: ['Receipts'],
          summary: 'Members whose cursor has reached the message, its sender left out',
          params: Type.Object({ id: MessageId }),
          querystring: ListMembersQuery,
        },
        Receipt,
        ['MESSAGE_NOT_FOUND'],
      ),
    },
    async ({ params: { id: messageId }, query, user }, reply) =>
      sendPage(reply, await listReceipts(deps, { ...query, userId: user.id, messageId })),
  );
};
