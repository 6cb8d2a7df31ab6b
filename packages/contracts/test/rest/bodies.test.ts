import t from 'tap';
import type Type from 'typebox';
import * as contracts from '../../src/index.ts';
import { LIMITS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, message, ROOM_ID, USER_ID } from '../support/examples.ts';

const newUserBody = { name: 'Ada', email: 'ada@school.com', user_type: 'Teacher', password: 'password123' };
const createUserIds = (count: number) => Array.from({ length: count }, (_, n) => createExampleId('user', n));

/**
 * Examples for each request body or query: values that the schema must accept, and values that it must reject. The key
 * of a rejected value says why the schema rejects it.
 */
const CASES_BY_SCHEMA_NAME: Record<string, [accepted: object[], refused: Record<string, unknown>]> = {
  LoginBody: [
    [{ email: 'ada@school.com', password: 'x' }],
    {
      'an address without @': { email: 'ada', password: 'x' },
      'a password that is too long to hash': { email: 'a@b', password: 'x'.repeat(257) },
    },
  ],
  RefreshBody: [[{ refresh_token: 'x' }], { 'an empty token': { refresh_token: '' } }],
  ChangePasswordBody: [
    [{ current_password: 'x', new_password: '12345678' }],
    { 'a new password of 7 characters': { current_password: 'x', new_password: '1234567' } },
  ],
  CreateUserBody: [
    [newUserBody],
    { 'no name': { ...newUserBody, name: '' }, 'an endless name': { ...newUserBody, name: 'x'.repeat(801) } },
  ],
  PatchUserBody: [[{ active: false }, { name: 'Eve' }], { 'no change': {} }],
  EraseUserBody: [[{ confirm: USER_ID }], { 'no confirmation': {} }],
  GatewayMetricsQuery: [[{ minutes: 60 }], { 'more than an hour': { minutes: 61 } }],
  ListAllRoomsQuery: [
    [{ limit: 50 }, { limit: 50, search: 'choir', user_id: USER_ID }],
    { 'a search that is too long': { limit: 50, search: 'x'.repeat(201) } },
  ],
  LookupUserQuery: [[{ email: 'a@b' }, { issuer: 'https://id.example', sub: 'ada' }], { 'a list': [] }],
  CreateRoomBody: [
    [
      { room_type: 'group', name: 'Class 4b', member_ids: [] },
      { room_type: 'direct', member_ids: [USER_ID] },
      { room_type: 'group', name: '👋'.repeat(LIMITS.ROOM_NAME_CODE_POINTS), member_ids: [] },
    ],
    {
      'no characters': { room_type: 'group', name: '', member_ids: [] },
      'an endless name': { room_type: 'group', name: 'x'.repeat(801), member_ids: [] },
      'too many members': {
        room_type: 'group',
        name: 'x',
        member_ids: createUserIds(LIMITS.MEMBERS_PER_REQUEST + 1),
      },
    },
  ],
  PatchRoomBody: [[{ name: 'New' }, { muted: true }], { 'no change': {} }],
  AddMembersBody: [
    [{ user_ids: [USER_ID] }, { user_ids: createUserIds(LIMITS.MEMBERS_PER_REQUEST), role: 'admin' }],
    { 'nobody to add': { user_ids: [] }, 'an unknown role': { user_ids: [USER_ID], role: 'king' } },
  ],
  PatchMemberBody: [[{ role: 'owner' }], { 'no role': {} }],
  SeenBody: [
    [{ seq: 0 }, { message_id: message.id }],
    { neither: {}, both: { seq: 0, message_id: message.id } },
  ],
  SendMessageBody: [
    [{ content: 'hello' }, { content: 'hello', reply_to_id: null, metadata: null }],
    { 'a system message': { content: 'hello', message_type: 'system' }, 'empty content': { content: '' } },
  ],
  EditMessageBody: [[{ content: 'hello' }], { 'no content': { metadata: {} } }],
  ListMessagesQuery: [[{ limit: 50, before: 9 }], { 'a negative seq': { limit: 50, after: -1 } }],
  ListEventsQuery: [[{ after: 0, limit: LIMITS.EVENTS_PER_PAGE }], { 'no position': { limit: 1 } }],
  ListChangesQuery: [[{ limit: 200, after: 3, before: 9 }], { 'more than 200 changes': { limit: 201 } }],
  ListReactionsQuery: [[{ limit: 50 }, { limit: 50, emoji: '👍' }], { 'no emoji': { limit: 1, emoji: '' } }],
  ListRoomsQuery: [[{ limit: 500 }], { 'more than 500 rooms': { limit: 501 } }],
  ListMeetingsQuery: [[{ limit: 50 }], { 'more than 100 meetings': { limit: 101 } }],
  ListMembersQuery: [
    [{ limit: 500 }, { limit: 50, search: 'ada' }],
    { 'more than 500 members': { limit: 501 } },
  ],
  ListReceiptsQuery: [[{ limit: 500 }], { 'more than 500 recipients': { limit: 501 } }],
  ListUsersQuery: [
    [{ limit: 50, search: 'ada', active: true, not_in_room: ROOM_ID }],
    { 'a search that is too long': { limit: 50, search: 'x'.repeat(201) } },
  ],
  ListSessionsQuery: [[{ limit: 1 }], { 'no items': { limit: 0 } }],
  ListServiceAccountsQuery: [[{ limit: 1 }], { 'no items': { limit: 0 } }],
  CreateServiceAccountBody: [
    [
      { name: 'homework', scopes: ['notifications:write', 'users:read'] },
      { name: 'a-1', scopes: [] },
    ],
    {
      'a name with a dot': { name: 'home.work', scopes: [] },
      'a name with a wildcard': { name: 'a*', scopes: [] },
      'a name of one character': { name: 'a', scopes: [] },
      'an unknown scope': { name: 'homework', scopes: ['users:delete'] },
      'the same scope twice': { name: 'homework', scopes: ['users:read', 'users:read'] },
    },
  ],
  PatchServiceAccountBody: [
    [{ active: false }, { scopes: [] }, { documents_per_second: null, recipients_per_day: 0 }],
    { 'no change': {}, 'a new name': { name: 'homework' }, 'a negative quota': { documents_per_day: -1 } },
  ],
  RotateServiceAccountBody: [
    [{}, { grace_period_s: 0 }, { grace_period_s: 2_592_000 }],
    { 'more than 30 days': { grace_period_s: 2_592_001 } },
  ],
  IssueUserTokenBody: [
    [{ subject: '4711' }, { subject: '4711', name: 'Ada', user_type: 'Student' }],
    { 'no subject': { name: 'Ada' }, 'an endless subject': { subject: 'x'.repeat(256) } },
  ],
  ListNotificationsQuery: [[{ limit: 50 }, { limit: 100, unread: true }], { 'no items': { limit: 0 } }],
  SeenNotificationsBody: [
    [{ ids: [createExampleId('notif')] }, { all_before: createExampleId('notif') }],
    { neither: {}, 'no ids': { ids: [] }, 'the id of a message': { ids: [message.id] } },
  ],
  ListDeadLettersQuery: [[{ limit: 50, source: 'homework' }], { 'more than 100 letters': { limit: 101 } }],
  ReplayDeadLetterBody: [
    [{}, { document: { type: 'homework_due', to: [{ user_id: USER_ID }] } }],
    { 'a document without targets': { document: { type: 'homework_due', to: [] } } },
  ],
  ListExportsQuery: [[{ limit: 50 }], { 'more than 100 exports': { limit: 101 } }],
  RequestExportBody: [
    [{ user_id: USER_ID }, { room_id: ROOM_ID }],
    {
      neither: {},
      both: { user_id: USER_ID, room_id: ROOM_ID },
      'the id of a message': { room_id: message.id },
    },
  ],
  SearchQuery: [[{ q: 'hello', limit: 50, room_id: ROOM_ID }], { 'only white space': { q: ' ', limit: 50 } }],
};

const contractExportsByName = new Map<string, unknown>(Object.entries(contracts));

for (const [name, [accepted, refused]] of Object.entries(CASES_BY_SCHEMA_NAME)) {
  t.test(`${name} accepts the values that the protocol allows and refuses unknown fields`, async (t) => {
    const schema = contractExportsByName.get(name) as Type.TSchema;
    checkSchema(t, schema, {
      accepted,
      refused: { ...refused, null: null, 'an unknown field': { ...accepted[0], unknown: 1 } },
    });
  });
}

t.test('every request body and query has examples in this test', async (t) => {
  const bodyAndQueryNames = Object.entries(contracts)
    .filter(([name, value]) => /(Body|Query)$/.test(name) && typeof value === 'object')
    .map(([name]) => name);
  t.same(bodyAndQueryNames.sort(), Object.keys(CASES_BY_SCHEMA_NAME).sort());
});

t.test('a document names its targets in one of five forms (NOTIFY-4)', async (t) => {
  const createDocument = (...to: object[]) => ({ type: 'homework_due', to });
  checkSchema(t, contracts.NotificationDocument, {
    accepted: [
      createDocument({ user_id: USER_ID }, { room_id: ROOM_ID }, { user_type: 'Teacher' }),
      createDocument({ issuer: 'https://id.example', subject: 'ada' }, { email: 'ada@school.com' }),
      createDocument(...Array(LIMITS.TARGETS_PER_NOTIFICATION).fill({ user_id: USER_ID })),
    ],
    refused: {
      'no target': createDocument(),
      'more than 100 targets': createDocument(...Array(101).fill({ user_id: USER_ID })),
      'two forms at once': createDocument({ user_id: USER_ID, room_id: ROOM_ID }),
      'an unknown user type': createDocument({ user_type: 'Everyone' }),
      'a line break in an email': createDocument({ email: 'ada@school.com\n' }),
      'a type with a space': { ...createDocument({ user_id: USER_ID }), type: 'homework due' },
      'an id with a control character': { ...createDocument({ user_id: USER_ID }), id: 'a\u0000' },
      'an unknown urgency': { ...createDocument({ user_id: USER_ID }), urgency: 'urgent' },
    },
  });
});

t.test('a reaction in a URL path has at most 16 code points', async (t) => {
  checkSchema(t, contracts.Emoji, {
    accepted: ['👍', '🏴'.repeat(LIMITS.EMOJI_CODE_POINTS)],
    refused: { '17 code points': '🏴'.repeat(17), nothing: '' },
  });
});
