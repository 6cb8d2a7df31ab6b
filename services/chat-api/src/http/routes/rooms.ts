import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { CreateRoomBody, ListRoomsQuery, PatchRoomBody, Room, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { createRoom } from '../../rooms/commands/create-room.ts';
import { deleteRoom } from '../../rooms/commands/delete-room.ts';
import { muteRoom } from '../../rooms/commands/mute-room.ts';
import { renameRoom } from '../../rooms/commands/rename-room.ts';
import { listRooms, readRoom } from '../../rooms/queries/list-rooms.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJson, sendJsonPage, success } from '../envelope/replies.ts';
import { listSchema, Nothing, routeSchema } from '../envelope/route-schema.ts';

const tags: [string] = ['Rooms'];
const params = Type.Object({ id: RoomId });

/** `/chat/rooms` (ROOM-1, ROOM-2, ROOM-5). */
export const roomRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/rooms',
    {
      schema: listSchema(
        { tags, summary: "The caller's rooms, newest activity first", querystring: ListRoomsQuery },
        Room,
      ),
    },
    async ({ query, user }, reply) =>
      sendJsonPage(reply, await listRooms(deps, { ...query, userId: user.id })),
  );

  app.post(
    '/chat/rooms',
    {
      schema: routeSchema(
        {
          tags,
          summary: 'Create a room',
          description:
            'A direct room exists once per pair: a second request returns 200 with the first room.',
          body: CreateRoomBody,
        },
        { 201: Room, 200: Room },
        ['USER_NOT_FOUND'],
      ),
    },
    async ({ body, user }, reply) => {
      const { roomId, created } = await createRoom(deps, {
        userId: user.id,
        roomType: body.room_type,
        memberIds: body.member_ids,
        ...(body.name !== undefined && { name: body.name }),
      });
      return sendJson(reply, await readRoom(deps, { userId: user.id, roomId }), created ? 201 : 200);
    },
  );

  app.get(
    '/chat/rooms/:id',
    {
      schema: routeSchema({ tags, summary: 'Get a room as the caller sees it', params }, Room, [
        'ROOM_NOT_FOUND',
      ]),
    },
    async ({ params: { id: roomId }, user }, reply) =>
      sendJson(reply, await readRoom(deps, { userId: user.id, roomId })),
  );

  app.patch(
    '/chat/rooms/:id',
    {
      schema: routeSchema(
        { tags, summary: 'Rename a group, or mute a room for the caller', params, body: PatchRoomBody },
        Room,
        ['FORBIDDEN', 'ROOM_NOT_FOUND', 'CONFLICT'],
      ),
    },
    async ({ params: { id: roomId }, body: { name, muted }, user }, reply) => {
      const key = { userId: user.id, roomId };
      if (name !== undefined) await renameRoom(deps, { ...key, name });
      if (muted !== undefined) await muteRoom(deps, { ...key, muted });
      return sendJson(reply, await readRoom(deps, key));
    },
  );

  app.delete(
    '/chat/rooms/:id',
    {
      schema: routeSchema({ tags, summary: 'Delete a group for everybody', params }, Nothing, [
        'FORBIDDEN',
        'ROOM_NOT_FOUND',
        'CONFLICT',
      ]),
    },
    async ({ params: { id: roomId }, user }) => {
      await deleteRoom(deps, { userId: user.id, roomId });
      return success({});
    },
  );
};
