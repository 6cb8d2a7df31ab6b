import Type from 'typebox';
import { MEETING_REQUESTS } from './meeting-requests.ts';
import { MEMBER_REQUESTS } from './member-requests.ts';
import { defineBusRequest } from './request.ts';
import { ROOM_REQUESTS } from './room-requests.ts';
import { SESSION_REQUESTS } from './session-requests.ts';

/**
 * Requests that the gateways and presence send to chat-api, because only chat-api accesses the database. chat-api
 * receives them in the NATS queue group `chat-api`.
 */
export const CHAT_API_REQUESTS = {
  ...SESSION_REQUESTS,
  ...ROOM_REQUESTS,
  ...MEMBER_REQUESTS,
  ...MEETING_REQUESTS,
  /** Parks a bus message that a gateway could not process (ADMIN-4). */
  parkDeadLetter: defineBusRequest(
    'kcs.api.park-dead-letter',
    Type.Object({
      source: Type.String({ maxLength: 200 }),
      subject: Type.String({ maxLength: 500 }),
      reason: Type.String({ maxLength: 500 }),
      payload: Type.String({ maxLength: 4096 }),
    }),
    Type.Object({}),
  ),
} as const;
