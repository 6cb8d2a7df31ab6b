import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListMembersQuery, MessageId, Receipt } from '@kcs/contracts';
import Type from 'typebox';
import type { CoreDeps } from '../../core-deps.ts';
import { listReceipts } from '../../queries/list-receipts.ts';
import { listSchema } from '../route-schema.ts';
import { sendPage } from '../send-text.ts';

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
