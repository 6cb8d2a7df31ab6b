import t from 'tap';
import { buildSeenSubject, NOTICES } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, message, NOW, ROOM_ID, USER_ID } from '../support/examples.ts';

const sessionId = createExampleId('sess');

t.test(
  'the schema of a sessionsEnded notice accepts the known codes and codes from a newer version',
  async (t) => {
    const notice = { userId: USER_ID, sessionIds: [sessionId], code: 'LOGGED_OUT' };
    checkSchema(t, NOTICES.sessionsEnded.payload, {
      accepted: [
        notice,
        { ...notice, code: 'SESSION_REVOKED' },
        { ...notice, code: 'DEACTIVATED' },
        { ...notice, code: 'FROM_THE_FUTURE', more: 1 },
      ],
      refused: { 'no reason': { ...notice, code: undefined } },
    });
  },
);

t.test("a userChanged notice contains the user's profile and the rooms to notify", async (t) => {
  const notice = { userId: USER_ID, name: 'Ada', userType: 'Admin' };
  checkSchema(t, NOTICES.userChanged.payload, {
    accepted: [
      notice,
      { ...notice, active: false, roomIds: [ROOM_ID], timestamp: NOW },
      { ...notice, userType: 'Robot' },
    ],
    refused: { 'no type': { ...notice, userType: undefined } },
  });
});

t.test('a roomSettingsChanged notice names the user and the room', async (t) => {
  const notice = {
    userId: USER_ID,
    roomId: ROOM_ID,
    muted: true,
    notificationLevel: 'none',
    hidden: false,
    timestamp: NOW,
  };
  checkSchema(t, NOTICES.roomSettingsChanged.payload, {
    accepted: [notice, { ...notice, notificationLevel: 'weekly' }],
    refused: { 'no user': { ...notice, userId: undefined } },
  });
});

t.test('a presenceChanged notice lists the rooms to notify', async (t) => {
  const notice = {
    userId: USER_ID,
    isOnline: true,
    status: 'away',
    lastSeen: NOW,
    roomIds: [ROOM_ID],
    timestamp: NOW,
  };
  checkSchema(t, NOTICES.presenceChanged.payload, {
    accepted: [notice, { ...notice, lastSeen: null, roomIds: [] }, { ...notice, status: 'presenting' }],
    refused: { 'no rooms': { ...notice, roomIds: undefined } },
  });
});

t.test('each room has its own NATS subject for receipts', async (t) => {
  t.equal(NOTICES.seen.subject, buildSeenSubject('*'));
  const notice = {
    userId: USER_ID,
    roomId: ROOM_ID,
    messageIds: [message.id],
    lastSeenSeq: 2,
    timestamp: NOW,
  };
  checkSchema(t, NOTICES.seen.payload, {
    accepted: [notice],
    refused: { 'no reader': { ...notice, userId: undefined } },
  });
});

t.test('the notices about a meeting name the meeting and its room', async (t) => {
  const meetingNoticeFields = { meetingId: createExampleId('meet'), roomId: ROOM_ID, timestamp: NOW };
  const meetingStartedNotice = {
    ...meetingNoticeFields,
    roomName: 'Class 4b',
    startedBy: USER_ID,
    starterName: 'Ada',
  };
  checkSchema(t, NOTICES.meetingStarted.payload, {
    accepted: [meetingStartedNotice, { ...meetingStartedNotice, more: 1 }],
    refused: { 'no starter': { ...meetingStartedNotice, startedBy: undefined } },
  });
  const meetingEndedNotice = { ...meetingNoticeFields, reason: 'empty' };
  checkSchema(t, NOTICES.meetingEnded.payload, {
    accepted: [meetingEndedNotice, { ...meetingEndedNotice, reason: 'FROM_THE_FUTURE' }],
    refused: { 'no room': { ...meetingEndedNotice, roomId: undefined } },
  });
});
