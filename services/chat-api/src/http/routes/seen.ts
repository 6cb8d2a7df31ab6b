import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NOTICES, RoomId, SeenBody, SeenResult, seenSubject } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import Type from 'typebox';
import { markSeen } from '../../rooms/commands/mark-seen.ts';
import { readUnread } from '../../rooms/queries/read-unread.ts';
import type { CoreDeps } from '../../rooms/room-deps.ts';
import { success } from '../envelope/replies.ts';
import { routeSchema } from '../envelope/route-schema.ts';

/** Marking seen over REST; the room hears of it best effort, and only if the cursor moved. */
export const seenRoutes: FastifyPluginAsyncTypebox<{ deps: CoreDeps }> = async (app, { deps }) => {
  app.put(
    '/chat/rooms/:id/seen',
    {
      schema: routeSchema(
        {
          tags: ['Receipts'],
          summary: 'Mark seen up to a number or a message',
          description: 'The cursor only moves forward, and not beyond the head of the room.',
          params: Type.Object({ id: RoomId }),
          body: SeenBody,
        },
        SeenResult,
        ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
      ),
    },
    async ({ params: { id: roomId }, body: { seq = 0, message_id }, user }) => {
      const at = { userId: user.id, roomId };
      const upTo = message_id === undefined ? { seq } : { messageIds: [message_id] };
      const { moved, ...seen } = await markSeen(deps, { ...at, upTo });
      if (moved) publishNotice(deps.nc, NOTICES.seen, { ...at, ...seen }, seenSubject(roomId));
      const { unread } = await readUnread(deps, at);
      return success({ last_seen_seq: seen.lastSeenSeq, unread_count: unread });
    },
  );
};
