import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AddMembersBody, ListMembersQuery, Member, PatchMemberBody, RoomId, UserId } from '@kcs/contracts';
import Type from 'typebox';
import { addMembers } from '../../rooms/commands/add-members.ts';
import { changeMemberRole } from '../../rooms/commands/change-role.ts';
import { removeMember } from '../../rooms/commands/remove-member.ts';
import { listMembers } from '../../rooms/queries/list-members.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { announceOwnSettings } from '../../rooms/rows/own-settings.ts';
import { sendJsonPage, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Members'];
const roomParamsSchema = Type.Object({ id: RoomId });
const memberParamsSchema = Type.Object({ id: RoomId, user_id: UserId });

const listMembersRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List members with their role and read cursor',
    description:
      'With `search`, lists the members whose names contain every word, sorted by name. An empty search lists all members.',
    params: roomParamsSchema,
    querystring: ListMembersQuery,
  },
  Member,
  ['ROOM_NOT_FOUND'],
);
const addMembersRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Add people to a group',
    description:
      'Returns the given people as members. The status is 201 if at least one person was added, or 200 if all people were already members.',
    params: roomParamsSchema,
    body: AddMembersBody,
  },
  { 201: Type.Array(Member), 200: Type.Array(Member) },
  ['FORBIDDEN', 'ROOM_NOT_FOUND', 'USER_NOT_FOUND', 'CONFLICT'],
);
const changeRoleRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: "Change a member's role", params: memberParamsSchema, body: PatchMemberBody },
  Member,
  ['FORBIDDEN', 'ROOM_NOT_FOUND', 'MEMBER_NOT_FOUND', 'CONFLICT'],
);
const removeMemberRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Remove a member, or leave the room',
    description:
      'Leaving a direct room hides it until its next message. A `chat-notification` of type `new_chat` announces the next message.',
    params: memberParamsSchema,
  },
  EmptyObjectSchema,
  ['FORBIDDEN', 'ROOM_NOT_FOUND', 'MEMBER_NOT_FOUND', 'CONFLICT'],
);

/** Registers the routes at `/chat/rooms/:id/members` (ROOM-6). */
export const memberRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/rooms/:id/members',
    { schema: listMembersRouteSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listMembers(deps, { ...query, userId: user.id, roomId: params.id })),
  );
  app.post(
    '/chat/rooms/:id/members',
    { schema: addMembersRouteSchema },
    async ({ params, body, user, scopeDeps }, reply) => {
      const { created, members } = await addMembers(scopeDeps(deps), {
        userId: user.id,
        roomId: params.id,
        userIds: body.user_ids,
        isAdmin: user.userType === 'Admin',
        ...(body.role !== undefined && { role: body.role }),
      });
      return reply.code(created ? 201 : 200).send(toSuccessBody(members));
    },
  );
  app.patch(
    '/chat/rooms/:id/members/:user_id',
    { schema: changeRoleRouteSchema },
    async ({ params, body, user, scopeDeps }) => {
      const { id: roomId, user_id: memberId } = params;
      return toSuccessBody(
        await changeMemberRole(scopeDeps(deps), { userId: user.id, roomId, memberId, role: body.role }),
      );
    },
  );
  app.delete(
    '/chat/rooms/:id/members/:user_id',
    { schema: removeMemberRouteSchema },
    async ({ params, user, scopeDeps }) => {
      const { id: roomId, user_id: memberId } = params;
      const ownSettings = await removeMember(scopeDeps(deps), { userId: user.id, roomId, memberId });
      if (ownSettings) announceOwnSettings(deps, { userId: user.id, roomId }, ownSettings);
      return toSuccessBody({});
    },
  );
};
