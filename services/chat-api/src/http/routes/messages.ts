import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  EditMessageBody,
  ListMessagesQuery,
  Message,
  MessageId,
  RoomId,
  SendMessageBody,
} from '@kcs/contracts';
import Type from 'typebox';
import { deleteMessage } from '../../rooms/commands/delete-message.ts';
import { editMessage } from '../../rooms/commands/edit-message.ts';
import { sendMessage } from '../../rooms/commands/send-message.ts';
import { listMessages } from '../../rooms/queries/list-messages.ts';
import { readMessage } from '../../rooms/queries/read-message.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage, sendSuccessJson } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Messages'];
const messageParamsSchema = Type.Object({ id: MessageId });
const roomParamsSchema = Type.Object({ id: RoomId });

const sendMessageRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Send a message',
    description:
      'If the sender has already sent a message with this client_msg_id, the response is 200 with the earlier message, and nothing is stored.',
    params: roomParamsSchema,
    body: SendMessageBody,
  },
  { 201: Message, 200: Message },
  ['ACCOUNT_CLOSED', 'ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'RATE_LIMITED'],
);
const listMessagesRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List messages of a room, newest first',
    description: 'next_cursor leads to older messages, or to newer messages if `after` was given.',
    params: roomParamsSchema,
    querystring: ListMessagesQuery,
  },
  Message,
  ['ROOM_NOT_FOUND'],
);
const readMessageRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Get a message', params: messageParamsSchema },
  Message,
  ['MESSAGE_NOT_FOUND'],
);
const editMessageRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: "Edit the caller's own message",
    params: messageParamsSchema,
    body: EditMessageBody,
  },
  Message,
  ['FORBIDDEN', 'MESSAGE_NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
);
const deleteMessageRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Delete the content of a message. The message keeps its place in the room.',
    params: messageParamsSchema,
  },
  Message,
  ['FORBIDDEN', 'MESSAGE_NOT_FOUND'],
);

/** Registers the routes at `/chat/rooms/:id/messages` and `/chat/messages/:id` (MSG-1, MSG-3, MSG-4). */
export const messageRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.post(
    '/chat/rooms/:id/messages',
    { schema: sendMessageRouteSchema },
    async ({ params, body, user, scopeDeps }, reply) => {
      const { created, message } = await sendMessage(scopeDeps(deps), {
        ...body,
        userId: user.id,
        roomId: params.id,
      });
      return sendSuccessJson(reply, message, created ? 201 : 200);
    },
  );
  app.get(
    '/chat/rooms/:id/messages',
    { schema: listMessagesRouteSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listMessages(deps, { ...query, userId: user.id, roomId: params.id })),
  );
  app.get('/chat/messages/:id', { schema: readMessageRouteSchema }, async ({ params, user }, reply) =>
    sendSuccessJson(reply, await readMessage(deps, { userId: user.id, messageId: params.id })),
  );
  app.patch(
    '/chat/messages/:id',
    { schema: editMessageRouteSchema },
    async ({ params, body, user, scopeDeps }, reply) =>
      sendSuccessJson(
        reply,
        await editMessage(scopeDeps(deps), { ...body, userId: user.id, messageId: params.id }),
      ),
  );
  app.delete(
    '/chat/messages/:id',
    { schema: deleteMessageRouteSchema },
    async ({ params, user, scopeDeps }, reply) =>
      sendSuccessJson(reply, await deleteMessage(scopeDeps(deps), { userId: user.id, messageId: params.id })),
  );
};
