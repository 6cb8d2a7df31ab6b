import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListEventsQuery, RoomEvent, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { listEvents } from '../../log/list-events.ts';
import { eventText } from '../../log/stored-event.ts';
import type { CoreDeps } from '../../rooms/room-deps.ts';
import { listSchema } from '../envelope/route-schema.ts';
import { sendPage } from '../envelope/send-json.ts';

/** A room's log, for catching up (protocol §2). */
export const eventRoutes: FastifyPluginAsyncTypebox<{ deps: CoreDeps }> = async (app, { deps }) => {
  app.get(
    '/chat/rooms/:id/events',
    {
      schema: listSchema(
        {
          tags: ['Events'],
          summary: 'What happened in a room after a number, in order',
          description: 'Empty at the head. next_cursor is the number to give as `after` for what follows.',
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
      return sendPage(reply, { items: events.map(eventText), nextCursor: last < head ? String(last) : null });
    },
  );
};
