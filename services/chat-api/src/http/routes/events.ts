import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListChangesQuery, ListEventsQuery, RoomChange, RoomEvent, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { listEvents } from '../../log/list-events.ts';
import { toEventJson } from '../../log/stored-event.ts';
import { listRoomChanges } from '../../rooms/queries/list-changes.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { sendJsonPage } from '../envelope/replies.ts';
import { createListRouteSchema } from '../envelope/route-schema.ts';

const listEventsRouteSchema = createListRouteSchema(
  {
    tags: ['Events'],
    summary: 'List the events of a room after a given seq, in order',
    description:
      'The list is empty if `after` is the last seq of the room. To get the next page, pass next_cursor as `after`.',
    params: Type.Object({ id: RoomId }),
    querystring: ListEventsQuery,
  },
  RoomEvent,
  ['ROOM_NOT_FOUND', 'RESYNC_REQUIRED'],
);

const listChangesRouteSchema = createListRouteSchema(
  {
    tags: ['Events'],
    summary: "List the changes to a room's members and name, newest first",
    description:
      'Clients show these changes in the timeline of the room. Events expire, but changes are kept as long as the messages of the room.',
    params: Type.Object({ id: RoomId }),
    querystring: ListChangesQuery,
  },
  RoomChange,
  ['ROOM_NOT_FOUND'],
);

/**
 * Registers the routes that list a room's events and its changes. Clients use events for catch-up (LOG-5) and show
 * changes in timelines (LOG-8).
 */
export const eventRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<RoomDeps, 'db'> }> = async (
  app,
  { deps },
) => {
  app.get(
    '/chat/rooms/:id/events',
    { schema: listEventsRouteSchema },
    async ({ params, query, user }, reply) => {
      const { events, head } = await listEvents(deps, { ...query, userId: user.id, roomId: params.id });
      const lastListedSeq = events.at(-1)?.seq ?? head;
      const nextCursor = lastListedSeq < head ? String(lastListedSeq) : null;
      return sendJsonPage(reply, { items: events.map(toEventJson), nextCursor });
    },
  );
  app.get(
    '/chat/rooms/:id/changes',
    { schema: listChangesRouteSchema },
    async ({ params, query, user }, reply) =>
      sendJsonPage(reply, await listRoomChanges(deps, { ...query, userId: user.id, roomId: params.id })),
  );
};
