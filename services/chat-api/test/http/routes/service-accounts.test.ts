import { NOTICES } from '@kcs/contracts';
import t from 'tap';
import { SCOPES_BY_ROUTE } from '../../../src/http/plugins/service-scopes.ts';
import { expectNotice } from '../../support/expect-notice.ts';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('programs use the REST API with service accounts', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const ada = await api.user({ name: 'Ada Byron', user_type: 'Teacher' });
  let accountCount = 0;
  const createAccount = async (...scopes: string[]) => {
    accountCount += 1;
    const { status, body } = await admin.rest('POST', '/service-accounts', {
      name: `program-${accountCount}`,
      scopes,
    });
    t.equal(status, 201, JSON.stringify(body));
    return { ...body.data, path: `/service-accounts/${body.data.id}` };
  };
  const callWithToken = (token: string, method: string, path: string, body?: unknown) =>
    api.rest(method, path, { token, ...(body === undefined ? {} : { body }) });
  const expectRefusal = (message: RegExp) => ({
    status: 403,
    body: { error: { code: 'FORBIDDEN', message } },
  });

  t.test('only an Admin manages service accounts, and the token is shown once (AUTH-17)', async (t) => {
    const body = { name: 'homework', scopes: ['users:read'] };
    t.match(await ada.rest('POST', '/service-accounts', body), { status: 403 });
    const { status, body: created } = await admin.rest('POST', '/service-accounts', body);
    t.match(
      { status, created },
      {
        status: 201,
        created: {
          data: {
            ...{ id: /^svc_[0-9a-z]{26}$/, name: 'homework', scopes: ['users:read'], active: true },
            ...{ bot_user_id: null, created_by: admin.id, token: /^kcs_svc_[\w-]{43}$/, last_used_at: null },
          },
        },
      },
    );
    t.match(await admin.rest('POST', '/service-accounts', body), {
      status: 409,
      body: { error: { code: 'CONFLICT' } },
    });
    for (const name of ['H', 'a', '1a', 'a.b', 'a*', 'a>', 'a_b', 'a'.repeat(33), 'ab\n']) {
      t.match(await admin.rest('POST', '/service-accounts', { ...body, name }), { status: 400 }, name);
    }
    const { token, id } = created.data;
    t.equal((await callWithToken(token, 'GET', '/users')).status, 200);
    for (const [method, path] of [
      ['GET', '/service-accounts'],
      ['POST', '/service-accounts'],
      ['PATCH', `/service-accounts/${id}`],
      ['POST', `/service-accounts/${id}/rotate`],
      ['DELETE', `/service-accounts/${id}`],
    ] as const) {
      t.match(await callWithToken(token, method, path), { status: 403 }, `${method} by the account itself`);
      t.match(await ada.rest(method, path), { status: 403 }, `${method} by a teacher`);
    }
    const { body: list } = await admin.rest('GET', '/service-accounts?limit=1');
    t.match(list, { data: [{ id, last_used_at: /^2/ }], page: { has_more: false } });
    t.notMatch(JSON.stringify(list), token, 'the list contains no token');
    const storedTokens = await api.deps.db.prisma.serviceAccountToken.findMany();
    t.notMatch(JSON.stringify(storedTokens), token, 'the token is stored as a hash');
    t.match(
      await admin.rest('PATCH', '/service-accounts/svc_00000000000000000000000000', { active: false }),
      {
        status: 404,
        body: { error: { code: 'SERVICE_ACCOUNT_NOT_FOUND' } },
      },
    );
  });

  t.test('a token ends on rotation, deactivation, and deletion, on every replica (AUTH-21)', async (t) => {
    const secondReplica = await api.replica();
    const account = await createAccount('users:read');
    const readStatusesWithToken = async (token: string) =>
      Promise.all(
        [api, secondReplica].map(async ({ rest }) => (await rest('GET', '/users', { token })).status),
      );
    t.same(await readStatusesWithToken(account.token), [200, 200]);
    const { body: rotated } = await admin.rest('POST', `${account.path}/rotate`);
    t.match(rotated.data.old_tokens_expire_at, /^2/);
    t.same(
      await readStatusesWithToken(account.token),
      [200, 200],
      'the old token works during the grace period',
    );
    t.same(await readStatusesWithToken(rotated.data.token), [200, 200]);
    const { body: last } = await admin.rest('POST', `${account.path}/rotate`, { grace_period_s: 0 });
    t.same(await readStatusesWithToken(account.token), [401, 401]);
    t.same(await readStatusesWithToken(rotated.data.token), [401, 401]);
    t.match(await admin.rest('PATCH', account.path, { active: false }), {
      body: { data: { active: false } },
    });
    t.same(await readStatusesWithToken(last.data.token), [401, 401]);
    await admin.rest('PATCH', account.path, { active: true });
    t.same(await readStatusesWithToken(last.data.token), [200, 200]);
    t.equal((await admin.rest('DELETE', account.path)).status, 200);
    t.same(await readStatusesWithToken(last.data.token), [401, 401]);
    t.equal((await admin.rest('PATCH', account.path, { active: true })).status, 404);
    const body = { name: account.name, scopes: [] };
    t.equal((await admin.rest('POST', '/service-accounts', body)).status, 409, 'the name stays taken');
    t.same(await readStatusesWithToken('kcs_svc_unknown'), [401, 401]);
  });

  t.test('a service account may call only the routes of its scopes (AUTH-22)', async (t) => {
    const openApiDocument = (await api.rest('GET', '//docs/json')).body;
    const account = await createAccount();
    const documentedRoutes = Object.entries(openApiDocument.paths).flatMap(([path, operations]) =>
      Object.keys(operations as object).map((method) => [method.toUpperCase(), path] as const),
    );
    const toSamplePath = (path: string) =>
      path
        .replace('/api/v1', '')
        .replace(/\{(\w+)\}/g, (_, name) => (name === 'emoji' ? 'x' : `room_${'0'.repeat(26)}`));
    const publicPaths = ['/api/v1/auth/login', '/api/v1/auth/refresh'];
    const checkedRoutes = documentedRoutes.filter(
      ([, path]) => path.startsWith('/api/v1') && !publicPaths.includes(path),
    );
    t.ok(checkedRoutes.length > 30);
    const responses = await Promise.all(
      checkedRoutes.map(([method, path]) => callWithToken(account.token, method, toSamplePath(path))),
    );
    for (const [n, [method, path]] of checkedRoutes.entries()) {
      const requiredScope = SCOPES_BY_ROUTE[`${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
      const refusalMessagePattern = requiredScope
        ? new RegExp(`lacks the scope ${requiredScope}`)
        : /cannot do this/;
      t.match(responses[n], expectRefusal(refusalMessagePattern), `${method} ${path}`);
    }
    const checkedRouteNames = checkedRoutes.map(
      ([method, path]) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    );
    t.same(
      Object.keys(SCOPES_BY_ROUTE).filter((name) => !checkedRouteNames.includes(name)),
      [],
      'every listed route exists',
    );
    await admin.rest('PATCH', account.path, { scopes: ['users:read'] });
    t.equal((await callWithToken(account.token, 'GET', `/users/${ada.id}`)).status, 200);
    const { body: found } = await callWithToken(account.token, 'GET', `/users/lookup?email=${ada.email}`);
    t.equal(found.data.id, ada.id);
    const { body: listed } = await callWithToken(account.token, 'GET', '/users?search=Ada Byron');
    t.match(listed.data, [{ id: ada.id, email: undefined }]);
  });

  t.test(
    'users:write changes only users that the account created, and never an Admin (AUTH-22)',
    async (t) => {
      const { token } = await createAccount('users:write');
      const otherAccount = await createAccount('users:write');
      const personBody = {
        name: 'Cy',
        email: 'cy@school.example',
        user_type: 'Student',
        password: 'a good password',
      };
      t.match(
        await callWithToken(token, 'POST', '/users', { ...personBody, user_type: 'Admin' }),
        expectRefusal(/cannot create Admins/),
      );
      const { status, body } = await callWithToken(token, 'POST', '/users', personBody);
      t.equal(status, 201);
      const path = `/users/${body.data.id}`;
      t.match(await callWithToken(token, 'PATCH', path, { name: 'Cyd' }), {
        status: 200,
        body: { data: { name: 'Cyd' } },
      });
      t.match(
        await callWithToken(token, 'PATCH', path, { user_type: 'Admin' }),
        expectRefusal(/cannot create Admins/),
      );
      const adaPath = `/users/${ada.id}`;
      for (const change of [{ password: 'another good password' }, { name: 'X' }, { active: false }]) {
        t.match(
          await callWithToken(token, 'PATCH', adaPath, change),
          expectRefusal(/only users that it created/),
        );
        t.match(
          await callWithToken(otherAccount.token, 'PATCH', path, change),
          expectRefusal(/only users that it created/),
        );
      }
      await admin.rest('PATCH', path, { user_type: 'Admin' });
      for (const change of [
        { password: 'another good password' },
        { active: false },
        { user_type: 'Staff' },
      ]) {
        t.match(await callWithToken(token, 'PATCH', path, change), expectRefusal(/no Admins/));
      }
      await admin.rest('PATCH', path, { user_type: 'Student' });
      t.match(await callWithToken(token, 'PATCH', path, { active: false }), {
        status: 200,
        body: { data: { active: false } },
      });
    },
  );

  t.test('an account reads and writes the rooms to which its bot user was added (AUTH-24)', async (t) => {
    const account = await createAccount('rooms:read', 'messages:write');
    const readerAccount = await createAccount('rooms:read');
    const botId = account.bot_user_id;
    const roomBody = { room_type: 'group', name: 'Class', member_ids: [botId] };
    const { body: created } = await ada.rest('POST', '/chat/rooms', roomBody);
    const roomPath = `/chat/rooms/${created.data.id}`;
    const { status, body: sent } = await callWithToken(account.token, 'POST', `${roomPath}/messages`, {
      content: 'Hi',
    });
    t.match(
      { status, sent },
      {
        status: 201,
        sent: { data: { sender_id: botId, sender_name: account.name, is_service: true } },
      },
    );
    const { body: own } = await ada.rest('POST', `${roomPath}/messages`, { content: 'Hello' });
    t.notOk('is_service' in own.data, 'messages of people do not have the field');
    const messagePaths = [
      `${roomPath}/messages`,
      `/chat/messages/${sent.data.id}`,
      `${roomPath}/events?after=0`,
    ];
    for (const path of messagePaths) {
      const { status, body } = await callWithToken(account.token, 'GET', path);
      t.equal(status, 200, path);
      t.match(JSON.stringify(body), /"is_service" ?: ?true/, path);
      t.equal((await callWithToken(readerAccount.token, 'GET', path)).status, 404, 'not a member');
    }
    const { body: members } = await ada.rest('GET', `${roomPath}/members`);
    const isServiceByUserId = new Map(
      members.data.map((member: Record<string, unknown>) => [member.user_id, member.is_service]),
    );
    t.same([isServiceByUserId.get(botId), isServiceByUserId.get(ada.id)], [true, false]);
    t.match(await admin.rest('PATCH', `/users/${botId}`, { password: 'a good password' }), {
      status: 409,
      body: { error: { message: /belongs to a service account/ } },
    });
    await callWithToken(account.token, 'POST', `${roomPath}/messages`, { content: 'Bye' });
    const { body: receipts } = await ada.rest('GET', `/chat/messages/${own.data.id}/receipts`);
    t.same(receipts.data, [], 'a bot user does not count as a reader');
    const expectedBotChange = await expectNotice(
      t,
      api,
      NOTICES.userChanged,
      ({ userId }) => userId === botId,
    );
    await admin.rest('PATCH', account.path, { scopes: ['users:read'] });
    t.match(await expectedBotChange.notice, { active: false, roomIds: [created.data.id] });
    await admin.rest('PATCH', account.path, { scopes: ['messages:write'] });
    t.equal(
      (await callWithToken(account.token, 'POST', `${roomPath}/messages`, { content: 'Back' })).status,
      201,
    );
  });

  t.test(
    'a bot user never inherits a group, and a group of bot users is deleted (ROOM-8, ROOM-9)',
    async (t) => {
      const { bot_user_id: botId, token } = await createAccount('rooms:read');
      const roomBody = { room_type: 'group', name: 'Handover', member_ids: [botId] };
      const { body: room } = await ada.rest('POST', '/chat/rooms', roomBody);
      const roomPath = `/chat/rooms/${room.data.id}`;
      await ada.rest('PATCH', `${roomPath}/members/${botId}`, { role: 'admin' });
      await ada.rest('POST', `${roomPath}/members`, { user_ids: [admin.id] });
      t.equal((await ada.rest('DELETE', `${roomPath}/members/${ada.id}`)).status, 200);
      const { body: members } = await admin.rest('GET', `${roomPath}/members`);
      t.same(
        members.data.map(({ user_id, role }: { user_id: string; role: string }) => [user_id, role]).sort(),
        [
          [admin.id, 'owner'],
          [botId, 'admin'],
        ].sort(),
      );
      t.equal((await callWithToken(token, 'GET', `${roomPath}/messages`)).status, 200);
      t.equal((await admin.rest('DELETE', `${roomPath}/members/${admin.id}`)).status, 200);
      t.equal((await callWithToken(token, 'GET', `${roomPath}/messages`)).status, 404);
    },
  );

  t.test('an application signs its own users in with tokens:create (AUTH-23)', async (t) => {
    const account = await createAccount('tokens:create', 'users:write');
    const userTokensPath = '/service-accounts/me/user-tokens';
    t.match(
      await admin.rest('POST', userTokensPath, { subject: '1' }),
      expectRefusal(/Only service accounts/),
    );
    t.match(
      await callWithToken(account.token, 'POST', userTokensPath, { subject: '1', user_type: 'Admin' }),
      expectRefusal(/Admins/),
    );
    const issueUserToken = (body: object) => callWithToken(account.token, 'POST', userTokensPath, body);
    const { status, body: issued } = await issueUserToken({
      subject: '4711',
      name: 'Zoe',
      user_type: 'Parent',
    });
    t.match({ status, issued }, { status: 201, issued: { data: { expires_in: 3_600 } } });
    const { token, user_id: userId } = issued.data;
    t.match(await callWithToken(token, 'GET', '/auth/me'), {
      body: { data: { id: userId, name: 'Zoe', user_type: 'Parent', email: null } },
    });
    const { body: again } = await issueUserToken({ subject: '4711', name: 'Zoe B' });
    t.match(await callWithToken(again.data.token, 'GET', '/auth/me'), {
      body: { data: { id: userId, name: 'Zoe B', user_type: 'Parent' } },
    });
    const [first, second] = await Promise.all([
      issueUserToken({ subject: 'new' }),
      issueUserToken({ subject: 'new' }),
    ]);
    t.equal(first.body.data.user_id, second.body.data.user_id, 'concurrent requests create one user');
    for (const [subject, name] of [
      ['plain-4712', 'plain-4712'],
      ['a\nb', 'User'],
      ['x'.repeat(255), 'User'],
    ]) {
      const { body } = await issueUserToken({ subject });
      t.match(await callWithToken(body.data.token, 'GET', '/auth/me'), { body: { data: { name } } });
    }
    t.match(await issueUserToken({ subject: 'a\ud800' }), {
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED' } },
    });
    const { body: asAda } = await issueUserToken({ subject: ada.id, name: 'Ada' });
    t.not(asAda.data.user_id, ada.id, 'the account cannot act as an existing user');
    t.match(await admin.rest('PATCH', `/users/${userId}`, { user_type: 'Admin' }), { status: 409 });
    const lookupResponse = await admin.rest('GET', `/users/lookup?issuer=service:${account.name}&sub=4711`);
    t.equal(lookupResponse.body.data.id, userId);
    await admin.rest('PATCH', `/users/${userId}`, { active: false });
    t.equal((await callWithToken(again.data.token, 'GET', '/auth/me')).status, 401);
    t.match(await issueUserToken({ subject: '4711' }), expectRefusal(/deactivated/));
    const expectedSessionsEnd = await expectNotice(
      t,
      api,
      NOTICES.sessionsEnded,
      (notice) => notice.userId === first.body.data.user_id,
    );
    await admin.rest('PATCH', account.path, { active: false });
    t.equal((await expectedSessionsEnd.notice).sessionIds.length, 2);
    t.equal((await callWithToken(first.body.data.token, 'GET', '/auth/me')).status, 401);
  });
});
