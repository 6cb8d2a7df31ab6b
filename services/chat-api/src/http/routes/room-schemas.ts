import { CreateRoomBody, ListRoomsQuery, PatchRoomBody, Room, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Rooms'];
const roomParamsSchema = Type.Object({ id: RoomId });

export const listRoomsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: "List the caller's rooms, most recent activity first",
    querystring: ListRoomsQuery,
  },
  Room,
);
export const createRoomRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Create a room',
    description:
      'Two people have at most one direct room. If it already exists, the response is 200 with the existing room.',
    body: CreateRoomBody,
  },
  { 201: Room, 200: Room },
  ['USER_NOT_FOUND'],
);
export const readRoomRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Get a room as the caller sees it', params: roomParamsSchema },
  Room,
  ['ROOM_NOT_FOUND'],
);
export const updateRoomRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Change the name or the post policy of a group, or the notification level of the caller',
    params: roomParamsSchema,
    body: PatchRoomBody,
  },
  Room,
  ['FORBIDDEN', 'ROOM_NOT_FOUND', 'CONFLICT'],
);
export const deleteRoomRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Delete a group for everyone', params: roomParamsSchema },
  EmptyObjectSchema,
  ['FORBIDDEN', 'ROOM_NOT_FOUND', 'CONFLICT'],
);
