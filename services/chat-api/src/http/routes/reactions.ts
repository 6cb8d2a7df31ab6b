import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Emoji, Message, MessageId } from '@kcs/contracts';
import Type from 'typebox';
import { addReaction, removeReaction } from '../../rooms/commands/change-reactions.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJson } from '../envelope/replies.ts';
import { routeSchema } from '../envelope/route-schema.ts';

const tags: [string] = ['Reactions'];
const params = Type.Object({ id: MessageId, emoji: Emoji });
const errors = ['MESSAGE_NOT_FOUND', 'CONFLICT'] as const;
const path = '/chat/messages/:id/reactions/:emoji';

const addReactionSchema = routeSchema({ tags, summary: 'React to a message', params }, Message, errors);
const removeReactionSchema = routeSchema({ tags, summary: 'Remove a reaction', params }, Message, errors);

/**
 * Registers the routes that add and remove reactions. Both are idempotent: a request that changes nothing returns 200
 * and appends no event (MSG-7).
 */
export const reactionRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.put(path, { schema: addReactionSchema }, async ({ params: { id: messageId, emoji }, user }, reply) =>
    sendJson(reply, await addReaction(deps, { userId: user.id, messageId, emoji })),
  );
  app.delete(
    path,
    { schema: removeReactionSchema },
    async ({ params: { id: messageId, emoji }, user }, reply) =>
      sendJson(reply, await removeReaction(deps, { userId: user.id, messageId, emoji })),
  );
};
