import type {
  AdminRoom,
  AuditEntry,
  DataExport,
  DeadLetter,
  ServiceAccount,
  Session,
  User,
  WebsocketStats,
} from '@kcs/contracts';
import type { Page } from 'playwright-core';
import { createMetricsReport } from './metrics-report.ts';

const CREATED_AT = '2026-01-31T08:05:00.000Z';
const createUser = (name: string, user_type: User['user_type']): User => ({
  id: `user_${name.split(' ')[0]?.toLowerCase()}`,
  ...{ name, user_type, active: true, created_at: CREATED_AT },
  email: `${name.split(' ')[0]?.toLowerCase()}@school.example`,
});
const ADMIN = createUser('Grace Hopper', 'Admin');
const gatewayCounts = { users: 400, rooms: 120, uptime_s: 7_260, draining: false };
const stats: WebsocketStats = {
  ...{ totalConnections: 913, totalUsers: 702, activeChatRooms: 188, message: '', timestamp: CREATED_AT },
  ...{ partial: false, missing: [] },
  gateways: [
    { id: 'gateway-1', connections: 460, ...gatewayCounts },
    { id: 'gateway-2', connections: 453, ...gatewayCounts },
  ],
};
const account: ServiceAccount = {
  ...{ id: 'svc_timetable', name: 'timetable', scopes: ['notifications:write'], active: true },
  ...{ bot_user_id: null, documents_per_second: null, documents_per_day: null, recipients_per_day: null },
  ...{ created_by: ADMIN.id, created_at: CREATED_AT, last_used_at: null },
};
const deadLetter: DeadLetter = {
  ...{ id: 'letter', source: 'timetable', subject: 'chat.notify.timetable', reason: 'unknown user' },
  ...{ payload: '{"title":"Lesson moved"}', replayable: true, created_at: CREATED_AT },
};
const room: AdminRoom = {
  ...{ id: 'room_7b', name: 'Class 7b', room_type: 'group', post_policy: 'all', member_count: 28 },
  ...{ last_seq: 941, created_at: CREATED_AT, last_activity_at: CREATED_AT },
};
const auditEntry: AuditEntry = {
  ...{ seq: 1, action: 'user.created', actor_id: ADMIN.id, target_id: 'user_ada', details: {} },
  ...{ created_at: CREATED_AT, hash: '' },
};

/** Returns an export of the data of Ada, which is complete unless `state` says otherwise. */
export const createExport = (id: string, state: Partial<DataExport>): DataExport => ({
  ...{
    id,
    user_id: 'user_ada',
    room_id: null,
    status: 'completed',
    section: null,
    items: 1_204,
    bytes: 61_000,
  },
  ...{ requested_by: ADMIN.id, requested_at: CREATED_AT, completed_at: CREATED_AT },
  expires_at: '2026-02-01T08:05:00.000Z',
  ...state,
});
const session: Session = {
  ...{ id: 'sess_phone', current: false, user_agent: 'Firefox on Android' },
  ...{ created_at: CREATED_AT, last_used_at: CREATED_AT, expires_at: CREATED_AT },
};

/** The answers to the requests of the administration page, by method and path. */
const DATA_BY_REQUEST: Readonly<Record<string, unknown>> = {
  'POST /auth/login': {
    ...{ token: 'token', refresh_token: 'refresh', expires_in: 900 },
    user: ADMIN,
  },
  'GET /auth/me': ADMIN,
  'GET /admin/metrics': createMetricsReport(),
  'GET /chat/admin/websocket-stats': stats,
  'GET /users': [ADMIN, createUser('Ada Byron', 'Teacher'), createUser('Ben Okri', 'Student')],
  'POST /users': createUser('Cleo Park', 'Parent'),
  'PATCH /users/user_ada': createUser('Ada Byron', 'Teacher'),
  'DELETE /users/user_ada/sessions': { ended: 2 },
  'GET /users/user_ada/sessions': [session],
  'DELETE /users/user_ada/sessions/sess_phone': {},
  'GET /admin/rooms': [room],
  'GET /admin/exports': [
    createExport('export_running', { status: 'running', section: 'messages', completed_at: null }),
    createExport('export_done', {}),
  ],
  'POST /admin/exports': createExport('export_new', { status: 'queued' }),
  'DELETE /admin/exports/export_done': {},
  // The page asks for the content as a file, without the envelope of other answers.
  'GET /admin/exports/export_done/content': { format: 'kcs-chat-export' },
  'GET /service-accounts': [account],
  'POST /service-accounts': { ...account, token: 'kcs_svc_shown_once' },
  'PATCH /service-accounts/svc_timetable': account,
  'GET /admin/audit': [auditEntry],
  'GET /admin/dead-letters': [deadLetter],
  'POST /admin/dead-letters/letter/replay': { id: 'x', recipients: 1, dead: 0 },
  'DELETE /admin/dead-letters/letter': {},
};

/** A request that changes something: the method, the path, and the body. */
type ChangeRequest = readonly [request: string, body: unknown];

const changeRequestsByPage = new WeakMap<Page, ChangeRequest[]>();

/** Returns all requests of the page that change something, in order. */
export const getChangeRequests = (page: Page): readonly ChangeRequest[] =>
  changeRequestsByPage.get(page) ?? [];

/** Answers the requests of the administration page with sample data. Any email and password belong to an Admin. */
export async function answerAdminRequests(page: Page): Promise<void> {
  const changeRequests: ChangeRequest[] = [];
  changeRequestsByPage.set(page, changeRequests);
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request();
    const name = `${request.method()} ${new URL(request.url()).pathname.replace('/api/v1', '')}`;
    if (!name.startsWith('GET') && name !== 'POST /auth/login')
      changeRequests.push([name, request.postDataJSON()]);
    const data = DATA_BY_REQUEST[name];
    const failure = { success: false, error: { code: 'NOT_FOUND', message: 'Not found.' } };
    await route.fulfill(
      data === undefined
        ? { status: 404, json: failure }
        : { json: { success: true, data, page: { has_more: false, next_cursor: null } } },
    );
  });
}
