import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { IceServersWithExpiry, ListMeetingsQuery, Meeting, MeetingId, RoomId } from '@kcs/contracts';
import Type from 'typebox';
import { endMeeting } from '../../meetings/commands/end-meeting.ts';
import { startMeeting } from '../../meetings/commands/start-meeting.ts';
import type { MeetingDeps } from '../../meetings/meeting-deps.ts';
import { listIceServers } from '../../meetings/queries/list-ice-servers.ts';
import { listMeetings } from '../../meetings/queries/list-meetings.ts';
import { sendJsonPage, sendSuccessJson, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Meetings'];
const meetingParamsSchema = Type.Object({ id: MeetingId });
const roomParamsSchema = Type.Object({ id: RoomId });

const startMeetingRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Start a meeting',
    description:
      'A room has at most one running meeting. If a meeting is already running, the response is 200 with this meeting, and nobody is notified.',
    params: roomParamsSchema,
  },
  { 201: Meeting, 200: Meeting },
  ['ROOM_NOT_FOUND', 'POSTING_RESTRICTED'],
);
const listMeetingsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List the meetings of a room, newest first',
    description: 'If a meeting is running, it is the first one, and its `ended_at` is null.',
    params: roomParamsSchema,
    querystring: ListMeetingsQuery,
  },
  Meeting,
  ['ROOM_NOT_FOUND'],
);
const endMeetingRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'End a meeting for everyone',
    description:
      'The person who started the meeting and the owners and admins of the room may end it. If the meeting has already ended, nothing changes.',
    params: meetingParamsSchema,
  },
  Meeting,
  ['FORBIDDEN', 'MEETING_NOT_FOUND'],
);
const listIceServersRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get the STUN and TURN servers for a meeting',
    description:
      'The list is what `RTCPeerConnection` takes as `iceServers`. Credentials for TURN are valid until `expires_at`. To restart ICE after that time, request new credentials first.',
    params: meetingParamsSchema,
  },
  IceServersWithExpiry,
  ['MEETING_NOT_FOUND', 'MEETING_ENDED'],
);

/** Registers the routes at `/chat/rooms/:id/meetings` and `/meetings/:id` (MEET-1 to MEET-3). */
export const meetingRoutes: FastifyPluginAsyncTypebox<{ deps: MeetingDeps }> = async (app, { deps }) => {
  app.post(
    '/chat/rooms/:id/meetings',
    { schema: startMeetingRouteSchema },
    async ({ params: { id: roomId }, user }, reply) => {
      const isAdmin = user.userType === 'Admin';
      const meetingStarter = { id: user.id, name: user.name, isAdmin };
      const { created, meeting } = await startMeeting(deps, { roomId, user: meetingStarter });
      return sendSuccessJson(reply, meeting, created ? 201 : 200);
    },
  );
  app.get(
    '/chat/rooms/:id/meetings',
    { schema: listMeetingsRouteSchema },
    async ({ params: { id: roomId }, query, user }, reply) =>
      sendJsonPage(reply, await listMeetings(deps, { ...query, userId: user.id, roomId })),
  );
  app.post(
    '/meetings/:id/end',
    { schema: endMeetingRouteSchema },
    async ({ params: { id: meetingId }, user }, reply) =>
      sendSuccessJson(reply, await endMeeting(deps, { userId: user.id, meetingId })),
  );
  app.get(
    '/meetings/:id/ice-servers',
    { schema: listIceServersRouteSchema },
    async ({ params: { id: meetingId }, user }) =>
      toSuccessBody(await listIceServers(deps, { userId: user.id, meetingId })),
  );
};
