import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListEventsQuery, RoomEvent, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { listEvents } from '../../log/list-events.ts';
import { eventJson } from '../../log/stored-event.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { listSchema } from '../envelope/route-schema.ts';

const listEventsSchema = listSchema(
  {
    tags: ['Events'],
    summary: 'List the events of a room after a seq, in order',
    description:
      'The list is empty if `after` is the head. Pass next_cursor as `after` to get the following events.',
    params: Type.Object({ id: RoomId }),
    querystring: ListEventsQuery,
  },
  RoomEvent,
  ['ROOM_NOT_FOUND', 'RESYNC_REQUIRED'],
);

/** Registers the route that lists a room's events, which clients use for catch-up (LOG-5). */
export const eventRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get('/chat/rooms/:id/events', { schema: listEventsSchema }, async ({ params, query, user }, reply) => {
    const { events, head } = await listEvents(deps, { ...query, userId: user.id, roomId: params.id });
    const last = events.at(-1)?.seq ?? head;
    const nextCursor = last < head ? String(last) : null;
    return sendJsonPage(reply, { items: events.map(eventJson), nextCursor });
  });
};
