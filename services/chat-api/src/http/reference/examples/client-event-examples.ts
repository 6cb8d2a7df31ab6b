import type { ClientEventName, ClientEventPayload } from '@kcs/contracts';
import { ANNA_PARTICIPANT_ID, CLARA_PARTICIPANT_ID, CLASS_ROOM, MEETING_ID } from './example-school.ts';
import { ANSWER, QUESTION } from './room-event-examples.ts';

const { roomId } = CLASS_ROOM;
const meetingId = MEETING_ID;

/** The session description that Anna's browser offers, cut off after its first lines. */
export const EXAMPLE_OFFER = {
  description: {
    type: 'offer',
    sdp: 'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n',
  },
};

/** Examples of every event that a client may send. The compiler requires an example for each new event. */
export const CLIENT_EVENT_EXAMPLES: {
  readonly [E in ClientEventName]: readonly [ClientEventPayload<E>, ...ClientEventPayload<E>[]];
} = {
  'join-chat-rooms': [{ roomIds: [roomId] }, { roomIds: [roomId], since: { [roomId]: 2 } }],
  'leave-chat-room': [{ roomId }],
  'send-message': [
    { roomId, content: 'When does the trip to the museum start on Friday?' },
    {
      roomId,
      content: 'At 8:15 at the main entrance. @Max Weber, please bring your drawing.',
      reply_to_id: QUESTION.id,
      client_msg_id: 'b4f7c0de-2f0c-4d5b-8f5e-6a1f5f1b9a02',
    },
  ],
  'chat-typing': [{ roomId, isTyping: true }],
  'mark-messages-seen': [{ roomId, messageIds: [QUESTION.id, ANSWER.id] }],
  'update-chat-status': [{ status: 'busy' }],
  'get-room-online-users': [{ roomId }],
  'refresh-auth': [{ token: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl' }],
  'join-meeting': [
    { meetingId, audio: true, video: true },
    { meetingId, participantId: ANNA_PARTICIPANT_ID, audio: true, video: false },
  ],
  'leave-meeting': [{ meetingId }],
  'webrtc-signal': [{ meetingId, to: CLARA_PARTICIPANT_ID, signal: EXAMPLE_OFFER }],
  'screen-share': [{ meetingId, isSharing: true }],
  'meeting-media-state': [{ meetingId, audio: false, video: true }],
  'chat-in-meet': [{ meetingId, content: 'Can everyone see the plan of the museum?' }],
};
