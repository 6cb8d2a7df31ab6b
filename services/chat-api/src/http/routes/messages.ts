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
import { listMessages, readMessage } from '../../rooms/queries/list-messages.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJson, sendJsonPage } from '../envelope/replies.ts';
import { createListSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Messages'];
const messageParams = Type.Object({ id: MessageId });
const roomParams = Type.Object({ id: RoomId });

const sendMessageSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Send a message',
    description:
      'If the sender has already sent a message with this client_msg_id, the response is 200 with the earlier message, and nothing is stored.',
    params: roomParams,
    body: SendMessageBody,
  },
  { 201: Message, 200: Message },
  ['ACCOUNT_CLOSED', 'ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'RATE_LIMITED'],
);
const listMessagesSchema = createListSchema(
  {
    tags: openApiTags,
    summary: 'List messages of a room, newest first',
    description: 'next_cursor leads to older messages, or to newer messages if `after` was given.',
    params: roomParams,
    querystring: ListMessagesQuery,
  },
  Message,
  ['ROOM_NOT_FOUND'],
);
const readMessageSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Get a message', params: messageParams },
  Message,
  ['MESSAGE_NOT_FOUND'],
);
const editMessageSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: "Edit the caller's own message",
    params: messageParams,
    body: EditMessageBody,
  },
  Message,
  ['FORBIDDEN', 'MESSAGE_NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
);
const deleteMessageSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Delete the content of a message. The message keeps its place in the room.',
    params: messageParams,
  },
  Message,
  ['FORBIDDEN', 'MESSAGE_NOT_FOUND'],
);

/** Registers the routes at `/chat/rooms/:id/messages` and `/chat/messages/:id` (MSG-1, MSG-3, MSG-4). */
export const messageRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.post(
    '/chat/rooms/:id/messages',
    { schema: sendMessageSchema },
    async ({ params, body, user }, reply) => {
      const { created, message } = await sendMessage(deps, { ...body, userId: user.id, roomId: params.id });
      return sendJson(reply, message, created ? 201 : 200);
    },
  );
  app.get(
    '/chat/rooms/:id/messages',
    { schema: listMessagesSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listMessages(deps, { ...query, userId: user.id, roomId: params.id })),
  );
  app.get('/chat/messages/:id', { schema: readMessageSchema }, async ({ params, user }, reply) =>
    sendJson(reply, await readMessage(deps, { userId: user.id, messageId: params.id })),
  );
  app.patch('/chat/messages/:id', { schema: editMessageSchema }, async ({ params, body, user }, reply) =>
    sendJson(reply, await editMessage(deps, { ...body, userId: user.id, messageId: params.id })),
  );
  app.delete('/chat/messages/:id', { schema: deleteMessageSchema }, async ({ params, user }, reply) =>
    sendJson(reply, await deleteMessage(deps, { userId: user.id, messageId: params.id })),
  );
};
