import { CHAT_API_REQUESTS, NOTICES } from '@kcs/contracts';
import { newId, sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { logIn } from '../../src/identity/commands/log-in.ts';
import { pruneSessions } from '../../src/upkeep/prune-sessions.ts';
import { expectNotice } from '../support/expect-notice.ts';
import { getSharedApi } from '../support/shared-api.ts';
import { type LoggedInUser, USER_PASSWORD } from '../support/start-api.ts';

const sessionIdOf = (user: LoggedInUser) => user.refresh.split('.')[0] as string;

t.test('users can list and end their login sessions', async (t) => {
  const api = await getSharedApi();
  const secondReplica = await api.replica();

  t.test('logout ends the session on every replica and notifies the gateways', async (t) => {
    const ada = await api.user();
    t.equal(
      (await secondReplica.rest('GET', '/auth/me', { token: ada.token })).status,
      200,
      'both replicas have cached the session',
    );
    const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded, ({ userId }) => userId === ada.id);
    t.match(await ada.rest('POST', '/auth/logout'), { status: 200, body: { success: true, data: {} } });
    t.match(await notice, { userId: ada.id, sessionIds: [sessionIdOf(ada)], code: 'LOGGED_OUT' });
    t.match(await ada.rest('GET', '/auth/me'), {
      status: 401,
      body: { error: { message: /log in again/i } },
    });
    await secondReplica.nc.flush();
    t.equal((await secondReplica.rest('GET', '/auth/me', { token: ada.token })).status, 401);
    t.equal((await api.rest('POST', '/auth/refresh', { body: { refresh_token: ada.refresh } })).status, 401);
  });

  t.test('the time of a session’s last use is stored at most every five minutes', async (t) => {
    const ada = await api.user();
    const { session } = api.deps.db.prisma;
    const sessionFilter = { id: sessionIdOf(ada) };
    const readLastUsedAt = async () =>
      (await session.findUniqueOrThrow({ where: sessionFilter })).lastUsedAt.getTime();
    const useSessionUncached = async () => {
      secondReplica.deps.sessions.invalidateUser(ada.id);
      t.equal((await secondReplica.rest('GET', '/auth/me', { token: ada.token })).status, 200);
    };
    const dateMinutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await session.update({ where: sessionFilter, data: { lastUsedAt: dateMinutesAgo(6) } });
    await useSessionUncached();
    t.ok((await readLastUsedAt()) > dateMinutesAgo(1).getTime());
    const recentTime = dateMinutesAgo(4);
    await session.update({ where: sessionFilter, data: { lastUsedAt: recentTime } });
    await useSessionUncached();
    t.equal(await readLastUsedAt(), recentTime.getTime());
  });

  t.test('the session list contains only live sessions and marks the current one', async (t) => {
    const ada = await api.user();
    const phoneLogin = await api.logIn(ada.email);
    const endedLogin = await api.logIn(ada.email);
    await endedLogin.rest('POST', '/auth/logout');
    const { status, body } = await phoneLogin.rest('GET', '/auth/sessions');
    t.equal(status, 200);
    t.same(
      new Set(body.data.map((s: { id: string }) => s.id)),
      new Set([sessionIdOf(ada), sessionIdOf(phoneLogin)]),
    );
    t.same(
      body.data.filter((s: { current: boolean }) => s.current).map((s: { id: string }) => s.id),
      [sessionIdOf(phoneLogin)],
    );
    t.same(body.page, { next_cursor: null, has_more: false });
  });

  t.test(
    'session pages contain each session once, most recently used first, even if sessions have equal times',
    async (t) => {
      const ada = await api.user();
      const expiresAt = new Date(Date.now() + 60_000);
      for (const lastUsedAt of ['2026-01-01', '2026-01-02'].map((day) => new Date(day)))
        await api.deps.db.prisma.session.createMany({
          data: [1, 2, 3].map(() => ({ id: newId('sess'), userId: ada.id, expiresAt, lastUsedAt })),
        });
      const listedSessions: { id: string; last_used_at: string }[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await ada.rest('GET', `/auth/sessions?limit=2${cursor && `&cursor=${cursor}`}`);
        t.ok(body.data.length <= 2);
        listedSessions.push(...body.data);
        cursor = body.page.next_cursor;
      }
      t.equal(new Set(listedSessions.map(({ id }) => id)).size, 7);
      const lastUseTimes = listedSessions.map((session) => session.last_used_at);
      t.same(lastUseTimes, lastUseTimes.toSorted().reverse());
      for (const sessionQuery of [
        'limit=0',
        'limit=101',
        'color=red',
        `cursor=2026-02-31T00:00:00.000Z_${listedSessions[0]?.id}`,
      ])
        t.match(
          await ada.rest('GET', `/auth/sessions?${sessionQuery}`),
          { status: 400, body: { error: { details: [{}] } } },
          sessionQuery,
        );
    },
  );

  t.test('a user can end only their own sessions', async (t) => {
    const ada = await api.user();
    const phoneLogin = await api.logIn(ada.email);
    const bob = await api.user();
    const expectedNotFoundResponse = { status: 404, body: { error: { code: 'SESSION_NOT_FOUND' } } };
    t.match(await bob.rest('DELETE', `/auth/sessions/${sessionIdOf(ada)}`), expectedNotFoundResponse);
    t.match(await bob.rest('DELETE', `/auth/sessions/${newId('sess')}`), expectedNotFoundResponse);
    t.match(await bob.rest('DELETE', '/auth/sessions/nonsense'), {
      status: 400,
      body: { error: { details: [{ field: '/id' }] } },
    });
    t.equal((await ada.rest('GET', '/auth/me')).status, 200);
    const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded, ({ userId }) => userId === ada.id);
    t.match(await phoneLogin.rest('DELETE', `/auth/sessions/${sessionIdOf(ada)}`), {
      status: 200,
      body: { data: {} },
    });
    t.match(await notice, { userId: ada.id, sessionIds: [sessionIdOf(ada)], code: 'SESSION_REVOKED' });
    t.equal((await ada.rest('GET', '/auth/me')).status, 401);
    t.equal((await phoneLogin.rest('GET', '/auth/me')).status, 200);
    t.match(await phoneLogin.rest('DELETE', `/auth/sessions/${sessionIdOf(ada)}`), expectedNotFoundResponse);
  });

  t.test('an Admin can list and end all sessions of a user (ADMIN-7)', async (t) => {
    const ada = await api.user();
    const phoneLogin = await api.logIn(ada.email);
    const path = `/users/${ada.id}/sessions`;
    const { body } = await api.admin.rest('GET', path);
    t.same(
      body.data.map((session: { id: string; current: boolean }) => [session.id, session.current]),
      [
        [sessionIdOf(phoneLogin), false],
        [sessionIdOf(ada), false],
      ],
    );
    for (const method of ['GET', 'DELETE']) {
      t.equal((await ada.rest(method, path)).status, 403);
      t.match(await api.admin.rest(method, `/users/${newId('user')}/sessions`), {
        ...{ status: 404, body: { error: { code: 'USER_NOT_FOUND' } } },
      });
    }
    const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded, ({ userId }) => userId === ada.id);
    t.match(await api.admin.rest('DELETE', path), { status: 200, body: { data: { ended: 2 } } });
    t.match(await notice, { userId: ada.id, code: 'SESSION_REVOKED' });
    for (const { token } of [ada, phoneLogin])
      t.equal((await api.rest('GET', '/auth/me', { token })).status, 401);
    t.same((await api.admin.rest('GET', path)).body.data, []);
    t.match(await api.admin.rest('DELETE', path), { status: 200, body: { data: { ended: 0 } } });
  });

  t.test('an Admin can end one session of a user (ADMIN-7)', async (t) => {
    const ada = await api.user();
    const phoneLogin = await api.logIn(ada.email);
    const path = `/users/${ada.id}/sessions/${sessionIdOf(phoneLogin)}`;
    t.equal((await ada.rest('DELETE', path)).status, 403);
    const pathOfOther = `/users/${api.admin.id}/sessions/${sessionIdOf(phoneLogin)}`;
    t.match(await api.admin.rest('DELETE', pathOfOther), { status: 404 }, 'the session of another user');
    const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded);
    t.equal((await api.admin.rest('DELETE', path)).status, 200);
    t.match(await notice, { userId: ada.id, sessionIds: [sessionIdOf(phoneLogin)] });
    t.equal((await api.rest('GET', '/auth/me', { token: phoneLogin.token })).status, 401);
    t.equal((await ada.rest('GET', '/auth/me')).status, 200);
    t.match(await api.admin.rest('DELETE', path), {
      ...{ status: 404, body: { error: { code: 'SESSION_NOT_FOUND' } } },
    });
    t.match((await api.admin.rest('GET', '/admin/audit?limit=1')).body.data, [
      { action: 'user.sessions-ended', target_id: ada.id, details: { session_id: sessionIdOf(phoneLogin) } },
    ]);
  });

  for (const change of [{ password: 'another password' }, { active: false }]) {
    const [field] = Object.keys(change);
    t.test(`a login opens no session if the user's ${field} changes during the login`, async (t) => {
      const ada = await api.user();
      const { deps, admin } = api;
      const passwordsWithConcurrentChange: typeof deps.passwords = {
        ...deps.passwords,
        async matches(attempt) {
          const isPasswordCorrect = await deps.passwords.matches(attempt);
          t.equal((await admin.rest('PATCH', `/users/${ada.id}`, change)).status, 200);
          return isPasswordCorrect;
        },
      };
      const loginInput = {
        email: ada.email,
        password: USER_PASSWORD,
        address: '192.0.2.1',
        userAgent: undefined,
        browserHash: '',
      };
      await t.rejects(logIn({ ...deps, passwords: passwordsWithConcurrentChange }, loginInput), {
        code: 'UNAUTHENTICATED',
      });
      t.equal(await deps.db.prisma.session.count({ where: { userId: ada.id, endedAt: null } }), 0);
    });
  }

  t.test(
    'old sessions are deleted, but one from the identity provider stays until its access token has expired',
    async (t) => {
      const { id: userId } = await api.user();
      const { session } = api.deps.db.prisma;
      const dateDaysFromNow = (count: number) => new Date(Date.now() + count * 24 * 60 * 60 * 1_000);
      const sessionFieldsByTitle = {
        'ours, ended long ago': { endedAt: dateDaysFromNow(-401), expiresAt: dateDaysFromNow(10) },
        'ours, ended lately': { endedAt: dateDaysFromNow(-300), expiresAt: dateDaysFromNow(-300) },
        'external, ended long ago, its token good': {
          external: true,
          endedAt: dateDaysFromNow(-401),
          expiresAt: dateDaysFromNow(1),
        },
        'external, just expired': { external: true, expiresAt: dateDaysFromNow(-0.5) },
        'external, expired': { external: true, expiresAt: dateDaysFromNow(-2) },
      };
      for (const [userAgent, row] of Object.entries(sessionFieldsByTitle))
        await session.create({ data: { id: newId('sess'), userId, userAgent, ...row } });
      t.equal(await pruneSessions(api.deps.db), 2);
      const remainingSessions = await session.findMany({
        where: { userId, userAgent: { in: Object.keys(sessionFieldsByTitle) } },
      });
      t.same(remainingSessions.map(({ userAgent }) => userAgent).sort(), [
        'external, ended long ago, its token good',
        'external, just expired',
        'ours, ended lately',
      ]);
    },
  );

  t.test(
    'the authorizeConnect request returns the user and rooms of a live session and refuses an ended session',
    async (t) => {
      const ada = await api.user({ name: 'Ada Lovelace' });
      const bob = await api.user();
      const sessionQuery = { sessionId: sessionIdOf(ada), userId: ada.id };
      t.same(await sendRequest(api.bus, CHAT_API_REQUESTS.authorizeConnect, sessionQuery), {
        user: { id: ada.id, name: 'Ada Lovelace', userType: 'Student' },
        rooms: [],
        next: null,
      });
      const unauthenticatedError = { code: 'UNAUTHENTICATED' };
      await t.rejects(
        sendRequest(api.bus, CHAT_API_REQUESTS.authorizeConnect, { ...sessionQuery, userId: bob.id }),
        unauthenticatedError,
      );
      await t.rejects(
        sendRequest(api.bus, CHAT_API_REQUESTS.authorizeConnect, {
          ...sessionQuery,
          sessionId: newId('sess'),
        }),
        unauthenticatedError,
      );
      await ada.rest('POST', '/auth/logout');
      await t.rejects(
        sendRequest(api.bus, CHAT_API_REQUESTS.authorizeConnect, sessionQuery),
        unauthenticatedError,
      );
    },
  );

  t.test('the endedSessions request returns ended sessions with their end codes', async (t) => {
    const [loggedOut, deactivated, alive] = await Promise.all([api.user(), api.user(), api.user()]);
    const unknownSessionId = newId('sess');
    await loggedOut.rest('POST', '/auth/logout');
    await api.admin.rest('PATCH', `/users/${deactivated.id}`, { active: false });
    const sessionIds = [
      ...[loggedOut, deactivated, alive].map(sessionIdOf),
      unknownSessionId,
      unknownSessionId,
    ];
    const { ended } = await sendRequest(api.bus, CHAT_API_REQUESTS.endedSessions, { sessionIds });
    t.same(Object.fromEntries(ended.map(({ sessionId, code }) => [sessionId, code])), {
      [sessionIdOf(loggedOut)]: 'LOGGED_OUT',
      [sessionIdOf(deactivated)]: 'DEACTIVATED',
      [unknownSessionId]: 'SESSION_REVOKED',
    });
    t.equal(ended.length, 3);
  });

  t.test('the bus and /.well-known return the same public keys', async (t) => {
    const { keys } = await sendRequest(api.bus, CHAT_API_REQUESTS.keys, {});
    const { status, body } = await api.rest('GET', '//.well-known/jwks.json');
    t.equal(status, 200);
    t.same(body, { keys });
    t.ok(keys.length > 0 && keys.every((key) => !('d' in key) && key.kid));
  });
});
