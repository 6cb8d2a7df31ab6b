import { CHAT_API_REQUESTS } from '@kcs/contracts';
import type { Logger, Stoppable } from '@kcs/service-kit';
import { reportMeetings } from '../meetings/commands/report-meetings.ts';
import type { MeetingDeps } from '../meetings/meeting-deps.ts';
import { authorizeMeeting } from '../meetings/queries/authorize-meeting.ts';
import { combineIntoStoppable, serveRequestAsChatApi } from './serve.ts';

/** Serves NATS requests about meetings. */
export const serveMeetingRequests = (deps: MeetingDeps & { readonly logger: Logger }): Stoppable =>
  combineIntoStoppable([
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.authorizeMeeting, (query) => authorizeMeeting(deps, query)),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.reportMeetings, (query) => reportMeetings(deps, query)),
  ]);
