import { createSuccessSchema, LoginResult } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import t from 'tap';
import { ADMIN_CREDENTIALS, startApi, USER_PASSWORD } from '../support/start-api.ts';

t.test('users can log in with email and password', async (t) => {
  const api = await startApi(t, {
    LOGIN_FAILURES_PER_ACCOUNT: '3',
    LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE: '6',
    LOGIN_FAILURES_PER_ADDRESS: '12',
  });
  const { rest } = api;
  const sendLoginRequest = (email: string, password: string, headers: Record<string, string> = {}) =>
    rest('POST', '/auth/login', { body: { email, password }, headers });

  t.test('a login returns tokens and the user, as the contract requires', async (t) => {
    const { status, body, headers } = await sendLoginRequest(
      ADMIN_CREDENTIALS.email,
      ADMIN_CREDENTIALS.password,
    );
    t.equal(status, 200);
    t.doesNotThrow(() => compileSchema(createSuccessSchema(LoginResult))(body));
    t.match(body.data, { expires_in: 43_200, user: { email: ADMIN_CREDENTIALS.email, user_type: 'Admin' } });
    t.match(await rest('GET', '/auth/me', { token: body.data.token }), {
      status: 200,
      body: { data: body.data.user },
    });
    t.match(headers.get('x-request-id'), /^[0-9a-f-]{36}$/);
  });

  t.test('a login ignores the case of the email', async (t) => {
    t.equal((await sendLoginRequest('HEAD@School.Example', ADMIN_CREDENTIALS.password)).status, 200);
  });

  t.test('a wrong password and an unknown email get the same response', async (t) => {
    const wrongPasswordResponse = await sendLoginRequest(ADMIN_CREDENTIALS.email, 'wrong');
    const unknownEmailResponse = await sendLoginRequest('nobody@school.example', 'wrong');
    t.equal(wrongPasswordResponse.status, 401);
    t.same(wrongPasswordResponse.body.error, unknownEmailResponse.body.error);
    t.match(wrongPasswordResponse.body.error, { code: 'UNAUTHENTICATED', message: /try again/ });
    await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password);
  });

  t.test(
    'AUTH-8: failed logins throttle an account for one IP address, and the response says how long to wait',
    async (t) => {
      const ada = await api.user();
      const clientHeaders = { 'x-forwarded-for': '203.0.113.1' };
      for (const _ of [1, 2, 3])
        t.equal((await sendLoginRequest(ada.email, 'wrong', clientHeaders)).status, 401);
      const refusedResponse = await sendLoginRequest(ada.email, USER_PASSWORD, clientHeaders);
      t.match(refusedResponse, {
        status: 429,
        body: { error: { code: 'RATE_LIMITED', message: /Wait \d+ min/ } },
      });
      const retryAfterS = Number(refusedResponse.headers.get('retry-after'));
      t.ok(retryAfterS > 800 && retryAfterS <= 900, `${retryAfterS} s`);
      t.equal(
        (await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password)).status,
        200,
        'other accounts are not throttled',
      );
      const secondReplica = await api.replica({ LOGIN_FAILURES_PER_ACCOUNT: '3' });
      const loginBody = { email: ada.email, password: USER_PASSWORD };
      t.match(await secondReplica.rest('POST', '/auth/login', { body: loginBody, headers: clientHeaders }), {
        status: 429,
      });
      t.equal(
        (await sendLoginRequest(ada.email, USER_PASSWORD)).status,
        200,
        'the owner logs in from another address',
      );
      t.equal(
        (await sendLoginRequest(ada.email, USER_PASSWORD, clientHeaders)).status,
        429,
        'which does not help the first one',
      );
      t.match(await ada.rest('GET', '/auth/me'), { status: 200 }, 'open sessions stay open');
    },
  );

  t.test(
    'AUTH-8: failed logins from many IP addresses throttle an account, except at an address of a recent login',
    async (t) => {
      const eve = await api.user();
      const headersFromHome = { 'x-forwarded-for': '198.51.100.8' };
      const headersFromElsewhere = { 'x-forwarded-for': '198.51.100.9' };
      t.equal((await sendLoginRequest(eve.email, USER_PASSWORD, headersFromHome)).status, 200);
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const clientHeaders = { 'x-forwarded-for': `203.0.113.${10 + n}` };
        t.equal((await sendLoginRequest(eve.email, 'wrong', clientHeaders)).status, 401);
      }
      t.match(await sendLoginRequest(eve.email, USER_PASSWORD, headersFromElsewhere), { status: 429 });
      t.equal((await sendLoginRequest(eve.email, USER_PASSWORD, headersFromHome)).status, 200);
      const changePassword = (password: string, headers: Record<string, string>) =>
        rest('PUT', '/auth/password', {
          token: eve.token,
          headers,
          body: { current_password: password, new_password: 'another good one' },
        });
      t.match(
        await changePassword(USER_PASSWORD, headersFromElsewhere),
        { status: 429 },
        'a password change is throttled likewise',
      );
      t.match(await changePassword('wrong', headersFromHome), { status: 400 });
      t.equal((await changePassword(USER_PASSWORD, headersFromHome)).status, 200);
    },
  );

  t.test('a successful login resets the failed attempts of the account', async (t) => {
    const bob = await api.user();
    for (const _ of [1, 2, 3, 4]) {
      t.equal((await sendLoginRequest(bob.email, 'wrong')).status, 401);
      t.equal((await sendLoginRequest(bob.email, 'wrong')).status, 401);
      t.equal((await sendLoginRequest(bob.email, USER_PASSWORD)).status, 200);
    }
  });

  t.test('an IP address that tries many accounts is throttled', async (t) => {
    const clientHeaders = { 'x-forwarded-for': '192.0.2.99' };
    const responseStatuses = [];
    for (let n = 0; n < 12; n++)
      responseStatuses.push(
        (await sendLoginRequest(`guess-${n}@school.example`, 'wrong', clientHeaders)).status,
      );
    t.same([...new Set(responseStatuses)], [401]);
    t.match(await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password, clientHeaders), {
      status: 429,
      body: { error: { code: 'RATE_LIMITED' } },
    });
    t.equal(
      (
        await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password, {
          'x-forwarded-for': '192.0.2.98',
        })
      ).status,
      200,
    );
  });

  t.test('login throttling works without Redis', async (t) => {
    const dan = await api.user();
    await api.servers.redis.stop();
    for (const _ of [1, 2, 3]) t.equal((await sendLoginRequest(dan.email, 'wrong')).status, 401);
    t.equal((await sendLoginRequest(dan.email, USER_PASSWORD)).status, 429);
    t.equal(
      (await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password)).status,
      200,
      'other accounts can log in',
    );
  });
});
