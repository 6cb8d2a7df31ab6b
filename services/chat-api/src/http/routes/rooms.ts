import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { NotificationLevel, PatchRoomBody } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';
import { createRoom } from '../../rooms/commands/create-room.ts';
import { deleteRoom } from '../../rooms/commands/delete-room.ts';
import { renameRoom } from '../../rooms/commands/rename-room.ts';
import { setNotificationLevel } from '../../rooms/commands/set-notification-level.ts';
import { setPostPolicy } from '../../rooms/commands/set-post-policy.ts';
import { listRooms, readRoomJson } from '../../rooms/queries/list-rooms.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { announceOwnSettings } from '../../rooms/rows/own-settings.ts';
import { sendJsonPage, sendSuccessJson, toSuccessBody } from '../envelope/replies.ts';
import {
  createRoomRouteSchema,
  deleteRoomRouteSchema,
  listRoomsRouteSchema,
  readRoomRouteSchema,
  updateRoomRouteSchema,
} from './room-schemas.ts';

/** Registers the routes at `/chat/rooms` (ROOM-1, ROOM-2, ROOM-5). */
export const roomRoutes: FastifyPluginAsyncTypebox<{ deps: RoomDeps }> = async (app, { deps }) => {
  app.get('/chat/rooms', { schema: listRoomsRouteSchema }, async ({ query, user }, reply) => {
    const { last_message, ...pageOptions } = query;
    const wantsExcerpts = last_message === 'excerpt';
    return sendJsonPage(
      reply,
      await listRooms(deps, { ...pageOptions, userId: user.id, excerpts: wantsExcerpts }),
    );
  });
  app.post('/chat/rooms', { schema: createRoomRouteSchema }, async ({ body, user, scopeDeps }, reply) => {
    const { roomId, created, settings } = await createRoom(scopeDeps(deps), {
      userId: user.id,
      roomType: body.room_type,
      memberIds: body.member_ids,
      isAdmin: user.userType === 'Admin',
      ...(body.name !== undefined && { name: body.name }),
      ...(body.post_policy !== undefined && { postPolicy: body.post_policy }),
    });
    if (settings) announceOwnSettings(deps, { userId: user.id, roomId }, settings);
    return sendSuccessJson(reply, await readRoomJson(deps, { userId: user.id, roomId }), created ? 201 : 200);
  });
  app.get('/chat/rooms/:id', { schema: readRoomRouteSchema }, async ({ params, user }, reply) =>
    sendSuccessJson(reply, await readRoomJson(deps, { userId: user.id, roomId: params.id })),
  );
  app.patch(
    '/chat/rooms/:id',
    { schema: updateRoomRouteSchema },
    async ({ params, body, user, scopeDeps }, reply) => {
      const membershipKey = { userId: user.id, roomId: params.id };
      const { name, post_policy: postPolicy } = body;
      const notificationLevel = readNotificationLevel(body);
      if (name !== undefined) await renameRoom(scopeDeps(deps), { ...membershipKey, name });
      if (postPolicy !== undefined) await setPostPolicy(scopeDeps(deps), { ...membershipKey, postPolicy });
      if (notificationLevel)
        announceOwnSettings(
          deps,
          membershipKey,
          await setNotificationLevel(deps, { ...membershipKey, level: notificationLevel }),
        );
      return sendSuccessJson(reply, await readRoomJson(deps, membershipKey));
    },
  );
  app.delete('/chat/rooms/:id', { schema: deleteRoomRouteSchema }, async ({ params, user, scopeDeps }) => {
    await deleteRoom(scopeDeps(deps), { userId: user.id, roomId: params.id });
    return toSuccessBody({});
  });
};

/**
 * Returns the requested notification level, or undefined if the request does not change it. Throws `VALIDATION_FAILED`
 * if the request contains both `muted` and `notification_level`.
 */
function readNotificationLevel({
  muted,
  notification_level: level,
}: PatchRoomBody): NotificationLevel | undefined {
  if (muted === undefined) return level;
  if (level !== undefined)
    throw createFieldError('/muted', 'cannot be combined with notification_level. Send only one of them.');
  return muted ? 'none' : 'all';
}
