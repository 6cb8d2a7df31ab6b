import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Emoji, ListReactionsQuery, Message, MessageId, Reactor } from '@kcs/contracts';
import Type from 'typebox';
import { addReaction, removeReaction } from '../../rooms/commands/change-reactions.ts';
import { listReactions } from '../../rooms/queries/list-reactions.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJson, sendJsonPage } from '../envelope/replies.ts';
import { createListSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Reactions'];
const reactionParams = Type.Object({ id: MessageId, emoji: Emoji });
const reactionErrorCodes = ['MESSAGE_NOT_FOUND', 'CONFLICT'] as const;
const reactionPath = '/chat/messages/:id/reactions/:emoji';

const addReactionSchema = createRouteSchema(
  { tags: openApiTags, summary: 'React to a message', params: reactionParams },
  Message,
  reactionErrorCodes,
);
const removeReactionSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Remove a reaction', params: reactionParams },
  Message,
  reactionErrorCodes,
);

const listReactionsSchema = createListSchema(
  {
    tags: openApiTags,
    summary: 'List everyone who reacted to a message',
    description: 'The message itself lists only the first 50 users of each reaction.',
    params: Type.Object({ id: MessageId }),
    querystring: ListReactionsQuery,
  },
  Reactor,
  ['MESSAGE_NOT_FOUND'],
);

/**
 * Registers the routes that list, add, and remove reactions. Changes are idempotent: a request that changes nothing
 * returns 200 and appends no event (MSG-7).
 */
export const reactionRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/messages/:id/reactions',
    { schema: listReactionsSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listReactions(deps, { ...query, userId: user.id, messageId: params.id })),
  );
  app.put(
    reactionPath,
    { schema: addReactionSchema },
    async ({ params: { id: messageId, emoji }, user }, reply) =>
      sendJson(reply, await addReaction(deps, { userId: user.id, messageId, emoji })),
  );
  app.delete(
    reactionPath,
    { schema: removeReactionSchema },
    async ({ params: { id: messageId, emoji }, user }, reply) =>
      sendJson(reply, await removeReaction(deps, { userId: user.id, messageId, emoji })),
  );
};
