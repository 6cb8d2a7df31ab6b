import t from 'tap';
import { SCOPES_BY_ROUTE } from '../../../src/http/plugins/service-scopes.ts';
import {
  callWithToken,
  createExpectedRefusal,
  createServiceAccount,
} from '../../support/service-account-calls.ts';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('programs use the REST API with service accounts', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const ada = await api.user({ name: 'Ada Byron', user_type: 'Teacher' });

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
    t.equal((await callWithToken(api, token, 'GET', '/users')).status, 200);
    for (const [method, path] of [
      ['GET', '/service-accounts'],
      ['POST', '/service-accounts'],
      ['PATCH', `/service-accounts/${id}`],
      ['POST', `/service-accounts/${id}/rotate`],
      ['DELETE', `/service-accounts/${id}`],
    ] as const) {
      t.match(
        await callWithToken(api, token, method, path),
        { status: 403 },
        `${method} by the account itself`,
      );
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
    const account = await createServiceAccount(api, 'users:read');
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
    const account = await createServiceAccount(api);
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
      checkedRoutes.map(([method, path]) => callWithToken(api, account.token, method, toSamplePath(path))),
    );
    for (const [n, [method, path]] of checkedRoutes.entries()) {
      const requiredScope = SCOPES_BY_ROUTE[`${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
      const refusalMessagePattern = requiredScope
        ? new RegExp(`lacks the scope ${requiredScope}`)
        : /cannot do this/;
      t.match(responses[n], createExpectedRefusal(refusalMessagePattern), `${method} ${path}`);
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
    t.equal((await callWithToken(api, account.token, 'GET', `/users/${ada.id}`)).status, 200);
    const { body: found } = await callWithToken(
      api,
      account.token,
      'GET',
      `/users/lookup?email=${ada.email}`,
    );
    t.equal(found.data.id, ada.id);
    const { body: listed } = await callWithToken(api, account.token, 'GET', '/users?search=Ada Byron');
    t.match(listed.data, [{ id: ada.id, email: undefined }]);
  });

  t.test(
    'users:write changes only users that the account created, and never an Admin (AUTH-22)',
    async (t) => {
      const { token } = await createServiceAccount(api, 'users:write');
      const otherAccount = await createServiceAccount(api, 'users:write');
      const personBody = {
        name: 'Cy',
        email: 'cy@school.example',
        user_type: 'Student',
        password: 'a good password',
      };
      t.match(
        await callWithToken(api, token, 'POST', '/users', { ...personBody, user_type: 'Admin' }),
        createExpectedRefusal(/cannot create Admins/),
      );
      const { status, body } = await callWithToken(api, token, 'POST', '/users', personBody);
      t.equal(status, 201);
      const path = `/users/${body.data.id}`;
      t.match(await callWithToken(api, token, 'PATCH', path, { name: 'Cyd' }), {
        status: 200,
        body: { data: { name: 'Cyd' } },
      });
      t.match(
        await callWithToken(api, token, 'PATCH', path, { user_type: 'Admin' }),
        createExpectedRefusal(/cannot create Admins/),
      );
      const adaPath = `/users/${ada.id}`;
      for (const change of [{ password: 'another good password' }, { name: 'X' }, { active: false }]) {
        t.match(
          await callWithToken(api, token, 'PATCH', adaPath, change),
          createExpectedRefusal(/only users that it created/),
        );
        t.match(
          await callWithToken(api, otherAccount.token, 'PATCH', path, change),
          createExpectedRefusal(/only users that it created/),
        );
      }
      await admin.rest('PATCH', path, { user_type: 'Admin' });
      for (const change of [
        { password: 'another good password' },
        { active: false },
        { user_type: 'Staff' },
      ]) {
        t.match(await callWithToken(api, token, 'PATCH', path, change), createExpectedRefusal(/no Admins/));
      }
      await admin.rest('PATCH', path, { user_type: 'Student' });
      t.match(await callWithToken(api, token, 'PATCH', path, { active: false }), {
        status: 200,
        body: { data: { active: false } },
      });
    },
  );
});
