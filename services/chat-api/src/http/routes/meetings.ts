import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { IceServers, ListMeetingsQuery, Meeting, MeetingId, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { endMeeting } from '../../meetings/commands/end-meeting.ts';
import { startMeeting } from '../../meetings/commands/start-meeting.ts';
import type { MeetingDeps } from '../../meetings/meeting-deps.ts';
import { listIceServers } from '../../meetings/queries/list-ice-servers.ts';
import { listMeetings } from '../../meetings/queries/list-meetings.ts';
import { sendJson, sendJsonPage, toSuccessBody } from '../envelope/replies.ts';
import { createListSchema, createRouteSchema } from '../envelope/route-schema.ts';

const tags: [string] = ['Meetings'];
const params = Type.Object({ id: MeetingId });
const roomParams = Type.Object({ id: RoomId });

const startMeetingSchema = createRouteSchema(
  {
    tags,
    summary: 'Start a meeting',
    description:
      'A room has at most one running meeting. If a meeting is already running, the response is 200 with this meeting, and nobody is notified.',
    params: roomParams,
  },
  { 201: Meeting, 200: Meeting },
  ['ROOM_NOT_FOUND'],
);
const listMeetingsSchema = createListSchema(
  {
    tags,
    summary: 'List the meetings of a room, newest first',
    description: 'If a meeting is running, it is the first one, and its `ended_at` is null.',
    params: roomParams,
    querystring: ListMeetingsQuery,
  },
  Meeting,
  ['ROOM_NOT_FOUND'],
);
const endMeetingSchema = createRouteSchema(
  {
    tags,
    summary: 'End a meeting for everyone',
    description:
      'The person who started the meeting and the owners and admins of the room may end it. If the meeting has already ended, nothing changes.',
    params,
  },
  Meeting,
  ['FORBIDDEN', 'MEETING_NOT_FOUND'],
);
const listIceServersSchema = createRouteSchema(
  {
    tags,
    summary: 'Get the STUN and TURN servers for a meeting',
    description:
      'The list is what `RTCPeerConnection` takes as `iceServers`. Credentials for TURN are valid until `expires_at`. Request new ones before an ICE restart after that time.',
    params,
  },
  IceServers,
  ['MEETING_NOT_FOUND', 'MEETING_ENDED'],
);

/** Registers the routes at `/chat/rooms/:id/meetings` and `/meetings/:id` (MEET-1 to MEET-3). */
export const meetingRoutes: FastifyPluginAsyncTypebox<{ deps: MeetingDeps }> = async (app, { deps }) => {
  app.post(
    '/chat/rooms/:id/meetings',
    { schema: startMeetingSchema },
    async ({ params: { id: roomId }, user }, reply) => {
      const isAdmin = user.userType === 'Admin';
      const starter = { id: user.id, name: user.name, isAdmin };
      const { created, meeting } = await startMeeting(deps, { roomId, user: starter });
      return sendJson(reply, meeting, created ? 201 : 200);
    },
  );
  app.get(
    '/chat/rooms/:id/meetings',
    { schema: listMeetingsSchema },
    async ({ params: { id: roomId }, query, user }, reply) =>
      sendJsonPage(reply, await listMeetings(deps, { ...query, userId: user.id, roomId })),
  );
  app.post(
    '/meetings/:id/end',
    { schema: endMeetingSchema },
    async ({ params: { id: meetingId }, user }, reply) =>
      sendJson(reply, await endMeeting(deps, { userId: user.id, meetingId })),
  );
  app.get(
    '/meetings/:id/ice-servers',
    { schema: listIceServersSchema },
    async ({ params: { id: meetingId }, user }) =>
      toSuccessBody(await listIceServers(deps, { userId: user.id, meetingId })),
  );
};
