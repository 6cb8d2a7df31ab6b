import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Emoji, Message, MessageId } from '@kcs/contracts';
import Type from 'typebox';
import { react, unreact } from '../../rooms/commands/react.ts';
import type { CoreDeps } from '../../rooms/room-deps.ts';
import { routeSchema } from '../envelope/route-schema.ts';
import { sendText } from '../envelope/send-json.ts';

const tags: [string] = ['Reactions'];
const params = Type.Object({ id: MessageId, emoji: Emoji });
const path = '/chat/messages/:id/reactions/:emoji';

/** Idempotent both ways: what changes nothing answers 200 and takes no number (protocol §2). */
export const reactionRoutes: FastifyPluginAsyncTypebox<{ deps: CoreDeps }> = async (app, { deps }) => {
  const errors = ['MESSAGE_NOT_FOUND', 'CONFLICT'] as const;
  app.put(
    path,
    { schema: routeSchema({ tags, summary: 'React to a message', params }, Message, errors) },
    async ({ params: { id: messageId, emoji }, user }, reply) =>
      sendText(reply, await react(deps, { userId: user.id, messageId, emoji })),
  );
  app.delete(
    path,
    { schema: routeSchema({ tags, summary: 'Take a reaction back', params }, Message, errors) },
    async ({ params: { id: messageId, emoji }, user }, reply) =>
      sendText(reply, await unreact(deps, { userId: user.id, messageId, emoji })),
  );
};
