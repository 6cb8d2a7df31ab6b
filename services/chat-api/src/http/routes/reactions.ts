import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Emoji, ListReactionsQuery, Message, MessageId, UserReaction } from '@kcs/contracts';
import Type from 'typebox';
import { addReaction, removeReaction } from '../../rooms/commands/change-reactions.ts';
import { listReactions } from '../../rooms/queries/list-reactions.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage, sendSuccessJson } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Reactions'];
const reactionParamsSchema = Type.Object({ id: MessageId, emoji: Emoji });
const reactionErrorCodes = ['MESSAGE_NOT_FOUND', 'CONFLICT'] as const;
const reactionRoutePath = '/chat/messages/:id/reactions/:emoji';

const addReactionRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'React to a message', params: reactionParamsSchema },
  Message,
  reactionErrorCodes,
);
const removeReactionRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Remove a reaction', params: reactionParamsSchema },
  Message,
  reactionErrorCodes,
);

const listReactionsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List everyone who reacted to a message',
    description: 'The message itself lists only the first 50 users of each reaction.',
    params: Type.Object({ id: MessageId }),
    querystring: ListReactionsQuery,
  },
  UserReaction,
  ['MESSAGE_NOT_FOUND'],
);

/**
 * Registers the routes that list, add, and remove reactions. Changes are idempotent: a request that changes nothing
 * returns 200 and appends no event (MSG-7).
 */
export const reactionRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/messages/:id/reactions',
    { schema: listReactionsRouteSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listReactions(deps, { ...query, userId: user.id, messageId: params.id })),
  );
  app.put(
    reactionRoutePath,
    { schema: addReactionRouteSchema },
    async ({ params: { id: messageId, emoji }, user, scopeDeps }, reply) =>
      sendSuccessJson(reply, await addReaction(scopeDeps(deps), { userId: user.id, messageId, emoji })),
  );
  app.delete(
    reactionRoutePath,
    { schema: removeReactionRouteSchema },
    async ({ params: { id: messageId, emoji }, user, scopeDeps }, reply) =>
      sendSuccessJson(reply, await removeReaction(scopeDeps(deps), { userId: user.id, messageId, emoji })),
  );
};
