import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { buildSeenSubject, NOTICES, RoomId, SeenBody, SeenResult } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import Type from 'typebox';
import { markSeen } from '../../rooms/commands/mark-seen.ts';
import { countUnread } from '../../rooms/queries/count-unread.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { toSuccessBody } from '../envelope/replies.ts';
import { createRouteSchema } from '../envelope/route-schema.ts';

const markSeenRouteSchema = createRouteSchema(
  {
    tags: ['Receipts'],
    summary: 'Mark all messages up to a seq or a message as seen',
    description: 'The read cursor only moves forward, and never beyond the last seq of the room.',
    params: Type.Object({ id: RoomId }),
    body: SeenBody,
  },
  SeenResult,
  ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
);

/**
 * Registers the route that marks messages as seen (ROOM-12). If a request moves the read cursor, the route notifies the
 * gateways (BUS-3). This notice may be lost.
 */
export const seenRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db' | 'nc'> }> = async (
  app,
  { deps },
) => {
  app.put('/chat/rooms/:id/seen', { schema: markSeenRouteSchema }, async ({ params, body, user }) => {
    const { seq = 0, message_id } = body;
    const membershipKey = { userId: user.id, roomId: params.id };
    const seenUpTo = message_id === undefined ? { seq } : { messageIds: [message_id] };
    const { moved, ...seen } = await markSeen(deps, { ...membershipKey, upTo: seenUpTo });
    if (moved)
      publishNotice(deps.nc, NOTICES.seen, { ...membershipKey, ...seen }, buildSeenSubject(params.id));
    return toSuccessBody({
      last_seen_seq: seen.lastSeenSeq,
      unread_count: await countUnread(deps, membershipKey),
    });
  });
};
