import { createSuccessPageSchema, LIMITS, NOTICES, User } from '@kcs/contracts';
import { compileSchema, newId } from '@kcs/service-kit';
import t from 'tap';
import { expectNotice } from '../support/expect-notice.ts';
import { ADMIN_CREDENTIALS, startApi, USER_PASSWORD } from '../support/start-api.ts';

t.test('Admins manage user accounts, and users can find each other', async (t) => {
  const api = await startApi(t);
  const { admin } = api;
  const ada = await api.user({ name: 'Ada Lovelace', user_type: 'Teacher' });
  const bob = await api.user({ name: 'Bob_100% "Builder"' });

  t.test('only an Admin can create an account, and the response contains it', async (t) => {
    const newUser = {
      name: ' Grace Hopper ',
      email: 'Grace@School.Example',
      user_type: 'Staff',
      password: USER_PASSWORD,
    };
    t.match(await ada.rest('POST', '/users', newUser), {
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
    const createResponse = await admin.rest('POST', '/users', newUser);
    t.match(createResponse, {
      status: 201,
      body: { data: { name: 'Grace Hopper', email: 'grace@school.example', active: true } },
    });
    t.notOk(JSON.stringify(createResponse.body).includes('argon2'));
    const repeatedResponse = await admin.rest('POST', '/users', {
      ...newUser,
      email: 'GRACE@school.example',
    });
    t.match(repeatedResponse, { status: 409, body: { error: { code: 'CONFLICT', message: /email/ } } });
    const concurrentUser = { ...newUser, email: 'race@school.example' };
    const concurrentResponses = await Promise.all(
      [1, 2, 3].map(() => admin.rest('POST', '/users', concurrentUser)),
    );
    t.same(concurrentResponses.map(({ status }) => status).sort(), [201, 409, 409]);
    await api.logIn('grace@school.example');
  });

  t.test(
    'the user list is sorted by name and searchable, and shows emails only to Admins and the user',
    async (t) => {
      const assertUserPage = compileSchema(createSuccessPageSchema(User));
      const searchResponse = await ada.rest('GET', '/users?search=LOVE');
      t.doesNotThrow(() => assertUserPage(searchResponse.body));
      t.match(searchResponse.body.data, [{ id: ada.id, email: ada.email }]);
      t.notOk('email' in (await bob.rest('GET', '/users?search=love')).body.data[0]);
      t.match((await admin.rest('GET', '/users?search=love')).body.data, [{ email: ada.email }]);
      for (const search of ['100%', '_100', '"Builder"']) {
        const { body } = await ada.rest('GET', `/users?search=${encodeURIComponent(search)}`);
        t.same(
          body.data.map((user: { id: string }) => user.id),
          [bob.id],
          search,
        );
      }
      t.same(
        (await ada.rest('GET', '/users?search=%25%25')).body.data,
        [],
        'a wildcard is an ordinary character',
      );
      t.same(
        (await ada.rest('GET', `/users?search=${bob.email}`)).body.data,
        [],
        'a user cannot search by email',
      );
      t.match(
        (await admin.rest('GET', `/users?search=${bob.email}`)).body.data,
        [{ id: bob.id }],
        'an Admin can',
      );
    },
  );

  t.test('user pages contain each user once, including users with equal or very long names', async (t) => {
    const userNames = [
      ...Array(7).fill('Same Name'),
      ...Array(4).fill('𐍈'.repeat(LIMITS.USER_NAME_CODE_POINTS)),
    ];
    await Promise.all(userNames.map((name) => api.user({ name })));
    const listedUserIds: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await ada.rest('GET', `/users?limit=3${cursor && `&cursor=${cursor}`}`);
      listedUserIds.push(...body.data.map((user: { id: string }) => user.id));
      t.equal(body.page.has_more, body.page.next_cursor !== null);
      cursor = body.page.next_cursor;
    }
    t.equal(new Set(listedUserIds).size, listedUserIds.length);
    t.equal(listedUserIds.length, (await ada.rest('GET', '/users?limit=100')).body.data.length);
  });

  t.test(
    'a new name and type take effect immediately on all replicas, and the gateways are notified',
    async (t) => {
      const secondReplica = await api.replica();
      const eve = await api.user({ name: 'Eve' });
      t.equal(
        (await secondReplica.rest('GET', '/users/lookup?email=x@y.z', { token: eve.token })).status,
        403,
      );
      const { notice } = await expectNotice(t, api, NOTICES.userChanged);
      const patchResponse = await admin.rest('PATCH', `/users/${eve.id}`, {
        name: 'Eva',
        user_type: 'Admin',
      });
      t.match(patchResponse, {
        status: 200,
        body: { data: { id: eve.id, name: 'Eva', user_type: 'Admin', active: true } },
      });
      t.match(await notice, { userId: eve.id, name: 'Eva', userType: 'Admin' });
      await secondReplica.nc.flush();
      t.equal(
        (await secondReplica.rest('GET', '/users/lookup?email=x@y.z', { token: eve.token })).status,
        404,
      );
      t.match(await eve.rest('GET', '/auth/me'), { body: { data: { name: 'Eva', user_type: 'Admin' } } });
      await admin.rest('PATCH', `/users/${eve.id}`, { user_type: 'Student' });
      t.equal((await eve.rest('GET', '/users/lookup?email=x@y.z')).status, 403);
    },
  );

  const expectEndNotice = (userId: string) =>
    expectNotice(t, api, NOTICES.sessionsEnded, (endNotice) => endNotice.userId === userId);

  t.test(
    'deactivating a user ends all sessions and prevents logins until the user is activated again',
    async (t) => {
      const dan = await api.user();
      await api.logIn(dan.email);
      const { notice } = await expectEndNotice(dan.id);
      t.match(await admin.rest('PATCH', `/users/${dan.id}`, { active: false }), {
        status: 200,
        body: { data: { active: false } },
      });
      const endNotice = (await notice) as { code: string; sessionIds: string[] };
      t.match(endNotice, { code: 'DEACTIVATED' });
      t.equal(endNotice.sessionIds.length, 2);
      t.equal((await dan.rest('GET', '/auth/me')).status, 401);
      t.equal(
        (await api.rest('POST', '/auth/refresh', { body: { refresh_token: dan.refresh } })).status,
        401,
      );
      const loginResponse = await api.rest('POST', '/auth/login', {
        body: { email: dan.email, password: USER_PASSWORD },
      });
      t.match(loginResponse, { status: 401, body: { error: { message: /deactivated/ } } });
      t.same((await ada.rest('GET', `/users?search=${dan.email.split('@')[0]}`)).body.data, []);
      await admin.rest('PATCH', `/users/${dan.id}`, { active: true });
      await api.logIn(dan.email);
      t.equal((await dan.rest('GET', '/auth/me')).status, 401, 'ended sessions stay ended');
    },
  );

  t.test('a password reset ends all sessions, and only the new password works', async (t) => {
    const fay = await api.user();
    const { notice } = await expectEndNotice(fay.id);
    t.equal((await admin.rest('PATCH', `/users/${fay.id}`, { password: 'brand new password' })).status, 200);
    t.match(await notice, { code: 'SESSION_REVOKED' });
    t.equal((await fay.rest('GET', '/auth/me')).status, 401);
    t.equal(
      (await api.rest('POST', '/auth/login', { body: { email: fay.email, password: USER_PASSWORD } })).status,
      401,
    );
    await api.logIn(fay.email, 'brand new password');
  });

  t.test('only an Admin can change accounts, and unknown users and fields are refused', async (t) => {
    t.equal((await ada.rest('PATCH', `/users/${ada.id}`, { user_type: 'Admin' })).status, 403);
    t.match(await admin.rest('PATCH', `/users/${newId('user')}`, { name: 'x' }), { status: 404 });
    for (const body of [
      {},
      { email: 'new@school.example' },
      { user_type: 'King' },
      { active: 'yes' },
      { password: 'short' },
    ]) {
      t.match(await admin.rest('PATCH', `/users/${ada.id}`, body), {
        status: 400,
        body: { error: { code: 'VALIDATION_FAILED' } },
      });
    }
  });

  t.test('the last active Admin cannot be demoted, even if two Admins demote each other', async (t) => {
    const expectedConflictResponse = {
      status: 409,
      body: { error: { code: 'CONFLICT', message: /last active Admin/ } },
    };
    t.match(
      await admin.rest('PATCH', `/users/${admin.id}`, { user_type: 'Teacher' }),
      expectedConflictResponse,
    );
    t.match(await admin.rest('PATCH', `/users/${admin.id}`, { active: false }), expectedConflictResponse);
    t.equal((await admin.rest('PATCH', `/users/${admin.id}`, { name: 'Head' })).status, 200);
    const secondAdmin = await api.user({ user_type: 'Admin' });
    const demotionResponses = await Promise.all([
      admin.rest('PATCH', `/users/${secondAdmin.id}`, { active: false }),
      secondAdmin.rest('PATCH', `/users/${admin.id}`, { active: false }),
    ]);
    t.equal(await api.deps.db.prisma.user.count({ where: { userType: 'Admin', active: true } }), 1);
    t.ok(demotionResponses.some(({ status }) => status === 200));
    t.ok(demotionResponses.every(({ status }) => [200, 401, 409].includes(status)));
  });

  t.test('the bootstrap Admin is created once and keeps a changed password', async (t) => {
    await api.deps.db.prisma.user.updateMany({
      where: { email: ADMIN_CREDENTIALS.email },
      data: { active: true },
    });
    const { passwordHash } = await api.deps.db.prisma.user.findUniqueOrThrow({
      where: { email: ADMIN_CREDENTIALS.email },
    });
    await api.replica({ BOOTSTRAP_ADMIN_PASSWORD: 'another password' });
    const storedUser = await api.deps.db.prisma.user.findUniqueOrThrow({
      where: { email: ADMIN_CREDENTIALS.email },
    });
    t.equal(storedUser.passwordHash, passwordHash);
    const secondAdminEnv = {
      BOOTSTRAP_ADMIN_EMAIL: 'second@school.example',
      BOOTSTRAP_ADMIN_PASSWORD: 'another password',
    };
    await Promise.all([1, 2, 3].map(() => api.replica(secondAdminEnv)));
    t.equal(await api.deps.db.prisma.user.count({ where: { email: 'second@school.example' } }), 1);
  });
});
