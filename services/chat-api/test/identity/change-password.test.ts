import { NOTICES } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { changePassword } from '../../src/identity/commands/change-password.ts';
import { expectNotice } from '../support/expect-notice.ts';
import { getSharedApi } from '../support/shared-api.ts';
import { type LoggedInUser, USER_PASSWORD } from '../support/start-api.ts';

const sessionIdOf = (user: LoggedInUser) => user.refresh.split('.')[0] as string;

t.test('users can change their password', async (t) => {
  const api = await getSharedApi();

  for (const [what, changeConcurrently] of Object.entries({
    'an Admin resets the password': (user: LoggedInUser) =>
      api.admin.rest('PATCH', `/users/${user.id}`, { password: 'set by the Admin' }),
    'the account is deactivated': (user: LoggedInUser) =>
      api.admin.rest('PATCH', `/users/${user.id}`, { active: false }),
    'the session logs out': (user: LoggedInUser) => user.rest('POST', '/auth/logout'),
    'another session ends this one': async (user: LoggedInUser) =>
      (await api.logIn(user.email)).rest('DELETE', `/auth/sessions/${sessionIdOf(user)}`),
    'another session changes the password': async (user: LoggedInUser) =>
      (await api.logIn(user.email)).rest('PUT', '/auth/password', {
        current_password: USER_PASSWORD,
        new_password: 'set by another session',
      }),
  })) {
    for (const moment of ['matches', 'hash'] as const) {
      t.test(
        `AUTH-6: a password change is refused if ${what} at the same time (after ${moment})`,
        async (t) => {
          const ada = await api.user();
          const { deps } = api;
          const { user } = deps.db.prisma;
          const readPasswordHash = async () =>
            (await user.findUniqueOrThrow({ where: { id: ada.id } })).passwordHash;
          let hashAfterConcurrentChange: string | null = null;
          const changePasswordMeanwhile = async <T>(result: T): Promise<T> => {
            t.equal((await changeConcurrently(ada)).status, 200);
            hashAfterConcurrentChange = await readPasswordHash();
            return result;
          };
          const passwordsWithConcurrentChange: typeof deps.passwords = {
            ...deps.passwords,
            [moment]: async (input: never) => changePasswordMeanwhile(await deps.passwords[moment](input)),
          };
          const passwordChange = {
            userId: ada.id,
            sessionId: sessionIdOf(ada),
            address: '192.0.2.1',
            currentPassword: USER_PASSWORD,
            newPassword: 'the leaked password',
          };
          await t.rejects(
            changePassword({ ...deps, passwords: passwordsWithConcurrentChange }, passwordChange),
            {
              code: 'UNAUTHENTICATED',
            },
          );
          t.equal(await readPasswordHash(), hashAfterConcurrentChange, 'the other change stands');
        },
      );
    }
  }

  t.test('AUTH-19: every route that sets a password refuses one that is easy to guess', async (t) => {
    const ada = await api.user({ name: 'Ada Lovelace' });
    const requestPasswordChange = (new_password: string) =>
      ada.rest('PUT', '/auth/password', { current_password: USER_PASSWORD, new_password });
    const buildRefusal = (field: string) => ({
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED', details: [{ field }] } },
    });
    for (const password of ['        ', 'password', 'Ada Lovelace', ada.email]) {
      t.match(await requestPasswordChange(password), buildRefusal('/new_password'), password);
      t.match(await api.admin.rest('PATCH', `/users/${ada.id}`, { password }), buildRefusal('/password'));
      const newUser = { name: 'Ada Lovelace', email: `x${ada.email}`, user_type: 'Student' };
      const guessablePassword = password === ada.email ? newUser.email : password;
      t.match(
        await api.admin.rest('POST', '/users', { ...newUser, password: guessablePassword }),
        buildRefusal('/password'),
      );
    }
    t.match(
      await requestPasswordChange(USER_PASSWORD),
      buildRefusal('/new_password'),
      'the current password',
    );
    t.equal((await requestPasswordChange('something new')).status, 200);
  });

  t.test('AUTH-6: concurrent password changes never undo a password reset', async (t) => {
    const ada = await api.user();
    const passwordChangeBody = { current_password: USER_PASSWORD, new_password: USER_PASSWORD };
    let isPasswordReset = false;
    const changePasswordRepeatedly = async () => {
      while (!isPasswordReset) await ada.rest('PUT', '/auth/password', passwordChangeBody);
    };
    const changeLoops = [changePasswordRepeatedly(), changePasswordRepeatedly(), changePasswordRepeatedly()];
    const { status } = await api.admin.rest('PATCH', `/users/${ada.id}`, { password: 'set by the Admin' });
    isPasswordReset = true;
    await Promise.all(changeLoops);
    t.equal(status, 200);
    await api.logIn(ada.email, 'set by the Admin');
    const loginBody = { email: ada.email, password: USER_PASSWORD };
    t.equal((await api.rest('POST', '/auth/login', { body: loginBody })).status, 401);
  });

  t.test(
    'deactivating a user ends every session, even if the user is being activated at the same time',
    async (t) => {
      const ada = await api.user();
      const userPath = `/users/${ada.id}`;
      const { db } = api.deps;
      await api.admin.rest('PATCH', userPath, { active: false });
      let deactivationPromise: Promise<unknown> | undefined;
      await db.transaction(async (tx) => {
        await tx.$executeRaw`UPDATE users SET active = true WHERE id = ${ada.id}`;
        deactivationPromise = api.admin.rest('PATCH', userPath, { active: false });
        await eventually('the deactivation waits for the row', async () => {
          const [row] = await db.prisma.$queryRaw<[{ waiting: boolean }]>`
          SELECT EXISTS (SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting`;
          return row.waiting;
        });
        const expiresAt = new Date(Date.now() + 60_000);
        await tx.session.create({ data: { id: newId('sess'), userId: ada.id, expiresAt } });
      });
      await deactivationPromise;
      t.equal(await db.prisma.session.count({ where: { userId: ada.id, endedAt: null } }), 0);
    },
  );

  t.test('a password change ends all other sessions of the user', async (t) => {
    const ada = await api.user();
    const phoneLogin = await api.logIn(ada.email);
    const requestPasswordChange = (current_password: string, new_password: string) =>
      phoneLogin.rest('PUT', '/auth/password', { current_password, new_password });
    t.match(await requestPasswordChange('not it', 'another password'), {
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED', details: [{ field: '/current_password' }] } },
    });
    t.match(await requestPasswordChange(USER_PASSWORD, 'short'), {
      status: 400,
      body: { error: { details: [{ field: '/new_password' }] } },
    });
    t.equal((await ada.rest('GET', '/auth/me')).status, 200);
    const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded, ({ userId }) => userId === ada.id);
    t.match(await requestPasswordChange(USER_PASSWORD, 'another password'), {
      status: 200,
      body: { data: { ended_sessions: 1 } },
    });
    t.match(await notice, { sessionIds: [sessionIdOf(ada)], code: 'SESSION_REVOKED' });
    t.equal((await ada.rest('GET', '/auth/me')).status, 401);
    t.equal((await phoneLogin.rest('GET', '/auth/me')).status, 200);
    t.equal(
      (await api.rest('POST', '/auth/login', { body: { email: ada.email, password: USER_PASSWORD } })).status,
      401,
    );
    await api.logIn(ada.email, 'another password');
  });
});
