import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListEventsQuery, RoomEvent, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { listEvents } from '../../log/list-events.ts';
import { eventJson } from '../../log/stored-event.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { listSchema } from '../envelope/route-schema.ts';

/** A room's log, for catch-up (LOG-5). */
export const eventRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get(
    '/chat/rooms/:id/events',
    {
      schema: listSchema(
        {
          tags: ['Events'],
          summary: 'Events of a room after a seq, in order',
          description: 'Empty at the head. Give next_cursor as `after` to get the following events.',
          params: Type.Object({ id: RoomId }),
          querystring: ListEventsQuery,
        },
        RoomEvent,
        ['ROOM_NOT_FOUND', 'RESYNC_REQUIRED'],
      ),
    },
    async ({ params: { id: roomId }, query, user }, reply) => {
      const { events, head } = await listEvents(deps, { ...query, userId: user.id, roomId });
      const last = events.at(-1)?.seq ?? head;
      return sendJsonPage(reply, {
        items: events.map(eventJson),
        nextCursor: last < head ? String(last) : null,
      });
    },
  );
};
