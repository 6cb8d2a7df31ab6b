import type { NOTICES } from '@kcs/contracts';
import type { Static } from 'typebox';
import { ANNA, CLARA, CLASS_ROOM, EXAMPLE_TIMES, MAX, MEETING_ID } from './example-school.ts';
import { SERVER_EVENT_EXAMPLES } from './server-event-examples.ts';

type Notices = typeof NOTICES;
type NoticePayload<N extends keyof Notices> = Static<Notices[N]['payload']>;

const { roomId } = CLASS_ROOM;

/** Examples of every notice on the bus. The compiler requires an example for each new notice. */
export const NOTICE_EXAMPLES: {
  readonly [N in keyof Notices]: readonly [NoticePayload<N>, ...NoticePayload<N>[]];
} = {
  sessionsEnded: [
    { userId: MAX.userId, sessionIds: ['sess_01kjpn8ad0dpqnd9ksxc12whjw'], code: 'LOGGED_OUT' },
  ],
  userChanged: [{ ...SERVER_EVENT_EXAMPLES['chat-user-updated'][0], roomIds: [roomId] }],
  roomSettingsChanged: [{ userId: ANNA.userId, ...SERVER_EVENT_EXAMPLES['chat-room-settings-changed'][0] }],
  notified: [
    {
      userIds: [MAX.userId],
      notification: SERVER_EVENT_EXAMPLES['chat-notification'][0],
    },
  ],
  notificationsSeen: [{ userId: MAX.userId, ...SERVER_EVENT_EXAMPLES['notifications-seen'][0] }],
  presenceChanged: [{ ...SERVER_EVENT_EXAMPLES['chat-user-status-update'][0], roomIds: [roomId] }],
  meetingStarted: [
    {
      meetingId: MEETING_ID,
      roomId,
      roomName: CLASS_ROOM.name,
      startedBy: CLARA.userId,
      starterName: CLARA.name,
      timestamp: EXAMPLE_TIMES.meetingStarted,
    },
  ],
  meetingEnded: SERVER_EVENT_EXAMPLES['meeting-ended'],
  seen: SERVER_EVENT_EXAMPLES['messages-seen'],
};
