import t from 'tap';
import Type from 'typebox';
import * as contracts from '../src/index.ts';
import {
  isSafeEventKind,
  KnownRoomEvent,
  Nullable,
  RoomEvent,
  Seq,
  Timestamp,
  UnknownRoomEvent,
} from '../src/index.ts';
import { checkSchema } from './support/check-schema.ts';
import {
  createExampleId,
  message,
  NOW,
  ROOM_ID,
  roomEvents,
  USER_ID,
  unknownEvent,
} from './support/examples.ts';

t.test('an id consists of its kind and 26 lowercase characters (REST-9)', async (t) => {
  const idSchemasByKind = {
    user: contracts.UserId,
    room: contracts.RoomId,
    msg: contracts.MessageId,
    meet: contracts.MeetingId,
    sess: contracts.SessionId,
    notif: contracts.NotificationId,
    svc: contracts.ServiceAccountId,
  };
  for (const [kind, schema] of Object.entries(idSchemasByKind)) {
    checkSchema(t, schema, {
      accepted: [`${kind}_${'0az9'.padEnd(26, 'x')}`],
      refused: {
        'another kind': `other_${'0'.repeat(26)}`,
        'capital letters': `${kind}_${'A'.repeat(26)}`,
        '25 characters': `${kind}_${'0'.repeat(25)}`,
        'a line break at the end': `${kind}_${'0'.repeat(26)}\n`,
        null: null,
      },
    });
  }
});

t.test('a timestamp is an ISO 8601 time in UTC with milliseconds (REST-8)', async (t) => {
  checkSchema(t, Timestamp, {
    accepted: [NOW, new Date(0).toISOString()],
    refused: { 'another time zone': '2026-01-31T08:00:00.000+01:00', 'a number': 0, 'no time': '2026-01-31' },
  });
});

t.test('a seq is a whole number that fits into a PostgreSQL integer column (LOG-1)', async (t) => {
  checkSchema(t, Seq, { accepted: [0, 1, 2 ** 31 - 1], refused: { '-1': -1, '2^31': 2 ** 31, half: 0.5 } });
});

t.test('a Nullable schema accepts null but not undefined', async (t) => {
  checkSchema(t, Nullable(Type.Integer()), {
    accepted: [1, null],
    refused: { undefined: undefined, 'a string': '1' },
  });
});

t.test('a room event is valid only if its data belongs to its kind (LOG-3, LOG-4)', async (t) => {
  const [created, , deleted] = roomEvents;
  checkSchema(t, RoomEvent, {
    accepted: roomEvents,
    refused: {
      'data of another kind': { ...created, data: deleted?.data },
      'seq 0': { ...created, seq: 0 },
    },
  });
});

t.test(
  'a room event of an unknown kind is valid with any data if its kind can be used in a bus subject (LOG-7)',
  async (t) => {
    checkSchema(t, RoomEvent, {
      accepted: [unknownEvent, { ...unknownEvent, data: {} }, { ...unknownEvent, more: 1 }],
      refused: {
        'data that is no object': { ...unknownEvent, data: 'blue' },
        'no room': { ...unknownEvent, room_id: undefined },
      },
    });
    checkSchema(t, KnownRoomEvent, { accepted: [], refused: { 'an unknown kind': unknownEvent } });
    checkSchema(t, UnknownRoomEvent, { accepted: [], refused: { 'a known kind': roomEvents[0] } });
    const refusedKinds = [
      '',
      'Painted',
      'room_painted',
      'room.painted',
      'room painted',
      '-room',
      'room-',
      'a--b',
      '>',
      '*',
    ];
    for (const kind of [...refusedKinds, 'seen', 'a'.repeat(65), 'room-painted\n']) {
      t.notOk(isSafeEventKind(kind), JSON.stringify(kind));
      checkSchema(t, RoomEvent, {
        accepted: [],
        refused: { [`the kind ${kind}`]: { ...unknownEvent, kind } },
      });
    }
    for (const kind of ['painted', 'room-painted-2', 'seen-2', 'a'.repeat(64)]) {
      t.ok(isSafeEventKind(kind), kind);
      checkSchema(t, RoomEvent, { accepted: [{ ...unknownEvent, kind }], refused: {} });
    }
  },
);

t.test('a deleted message has the same fields as any other message (MSG-5, MSG-10)', async (t) => {
  const { content: _content, ...incomplete } = message;
  checkSchema(t, contracts.Message, {
    accepted: [message, { ...message, content: null, metadata: null, reactions: [], deleted_at: NOW }],
    refused: { 'no content field': incomplete, 'no type': { ...message, message_type: undefined } },
  });
});

t.test('events and responses may contain values that only a newer version knows (BUS-6)', async (t) => {
  const membersChangedEvent = roomEvents.find(({ kind }) => kind === 'members-changed');
  const membersChangedData = membersChangedEvent?.data as Record<string, unknown>;
  const memberWithUnknownRole = { userId: USER_ID, name: 'Ada', role: 'moderator' };
  checkSchema(t, KnownRoomEvent, {
    accepted: [
      {
        ...membersChangedEvent,
        data: {
          ...membersChangedData,
          added: [memberWithUnknownRole],
          changed: [memberWithUnknownRole],
          roomType: 'forum',
        },
      },
      { ...roomEvents[0], data: { ...message, message_type: 'poll' } },
    ],
    refused: {
      'a role that is no text': {
        ...membersChangedEvent,
        data: { ...membersChangedData, changed: [{ ...memberWithUnknownRole, role: 1 }] },
      },
    },
  });
  const user = { id: USER_ID, name: 'Ada', userType: 'Robot' };
  checkSchema(t, contracts.CHAT_API_REQUESTS.authorizeConnect.reply, {
    accepted: [{ user, rooms: [] }],
    refused: {},
  });
  checkSchema(t, contracts.PatchMemberBody, {
    accepted: [],
    refused: { 'a request': { role: 'moderator' } },
  });
});

t.test('a room and its members have the fields that the protocol lists (ROOM-1, ROOM-6)', async (t) => {
  const room = {
    id: ROOM_ID,
    name: 'Staff',
    room_type: 'group',
    created_at: NOW,
    last_seq: 7,
    last_message: null,
    last_change: null,
    unread_count: 0,
    mention_count: 0,
    last_seen_seq: 7,
    member_count: 1,
    my_role: 'owner',
    muted: false,
    hidden: false,
  };
  checkSchema(t, contracts.Room, {
    accepted: [
      room,
      { ...room, last_message: message },
      { ...room, last_message: { ...message, content_cut: true } },
      { ...room, peer: null },
      { ...room, peer: { user_id: USER_ID, name: 'Ada', active: true, user_type: 'Parent' } },
    ],
    refused: { 'a negative count': { ...room, unread_count: -1 } },
  });
  const member = {
    user_id: USER_ID,
    name: 'Ada',
    user_type: 'Parent',
    role: 'member',
    last_seen_seq: 0,
    joined_at: NOW,
    joined_seq: 1,
    active: true,
  };
  checkSchema(t, contracts.Member, {
    accepted: [member],
    refused: { 'no role': { ...member, role: undefined } },
  });
});

t.test(
  'responses about users, sessions, receipts, and statistics have the fields that the protocol lists',
  async (t) => {
    const user = { id: USER_ID, name: 'Ada', user_type: 'Admin', active: true, created_at: NOW };
    const presence = { is_online: true, status: 'online', last_seen: null };
    const currentUser = { id: USER_ID, name: 'Ada', email: null, user_type: 'Admin' };
    const tokens = { token: 'a', refresh_token: 'b', expires_in: 43_200 };
    const deadLetter = {
      id: 'd1',
      source: 'gateway-1',
      subject: 'chat.room.x',
      reason: 'not JSON',
      payload: '{',
      replayable: false,
      created_at: NOW,
    };
    const session = {
      id: createExampleId('sess'),
      current: true,
      user_agent: null,
      created_at: NOW,
      last_used_at: NOW,
      expires_at: NOW,
    };
    const SCHEMA_CASES: [schema: Type.TSchema, accepted: object][] = [
      [contracts.User, user],
      [contracts.User, { ...user, email: null }],
      [contracts.UserProfile, { ...user, presence }],
      [contracts.UserProfile, { ...user, presence: null }],
      [contracts.CurrentUser, currentUser],
      [contracts.AccessAndRefreshTokens, tokens],
      [contracts.LoginResult, { ...tokens, user: currentUser }],
      [contracts.Session, session],
      [contracts.Receipt, { user_id: USER_ID, name: 'Ada', last_seen_seq: 2 }],
      [contracts.SeenResult, { last_seen_seq: 2, unread_count: 0 }],
      [
        contracts.SearchHit,
        { ...message, room_name: 'Staff', room_type: 'group', peer: null, highlights: [[0, 2]] },
      ],
      [
        contracts.SearchHit,
        {
          ...message,
          room_name: 'Ada & Bob',
          room_type: 'direct',
          peer: { user_id: USER_ID, name: 'Bob', active: true, user_type: 'Student' },
          highlights: [],
        },
      ],
      [contracts.DeadLetter, deadLetter],
      [contracts.WholeDeadLetter, { ...deadLetter, document: null }],
      [contracts.AcceptedNotification, { id: 'homework-17', recipients: 3, dead: 0 }],
      [contracts.SentNotification, { id: 'homework-17', recipients: 3, dead: 0, repeated: true }],
      [contracts.NotificationState, { id: 'homework-17', recipients: 3, seen: 1, dead: 0, created_at: NOW }],
      [
        contracts.StoredNotification,
        {
          ...{ id: createExampleId('notif'), type: 'homework_due', title: null, body: null, data: {} },
          ...{ url: null, urgency: 'normal', source: 'homework', created_at: NOW, seen_at: null },
        },
      ],
    ];
    for (const [schema, accepted] of SCHEMA_CASES)
      checkSchema(t, schema, { accepted: [accepted], refused: { nothing: {} } });
  },
);
