import t from 'tap';
import { ADMIN_CREDENTIALS, startApi, USER_PASSWORD } from '../support/start-api.ts';

t.test('successful logins are limited', async (t) => {
  const api = await startApi(t, { LOGINS_PER_ACCOUNT: '8', SESSIONS_PER_USER: '5' });
  const { rest } = api;
  const sendLoginRequest = (email: string, password: string) =>
    rest('POST', '/auth/login', { body: { email, password } });

  t.test('AUTH-8: too many successful logins to one account are throttled', async (t) => {
    const fay = await api.user();
    const responseStatuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await sendLoginRequest(fay.email, USER_PASSWORD)).status),
    );
    const refusedCount = responseStatuses.filter((status) => status === 429).length;
    // The number of refused logins varies. The limit is checked before a login is counted, so concurrent logins can
    // exceed it slightly.
    t.ok(refusedCount >= 3 && refusedCount <= 5, responseStatuses.join(' '));
    t.ok(responseStatuses.every((status) => status === 200 || status === 429));
    t.equal(
      (await sendLoginRequest(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password)).status,
      200,
      'other accounts can log in',
    );
  });

  t.test('AUTH-7: if a user has too many sessions, a login ends the least recently used ones', async (t) => {
    const gus = await api.user();
    const accessTokens: string[] = [gus.token];
    for (const _ of [1, 2, 3, 4, 5])
      accessTokens.push((await sendLoginRequest(gus.email, USER_PASSWORD)).body.data.token);
    const responseStatuses = await Promise.all(
      accessTokens.map(async (token) => (await rest('GET', '/auth/me', { token })).status),
    );
    t.same(responseStatuses, [401, 200, 200, 200, 200, 200]);
    const sessionsResponse = await rest('GET', '/auth/sessions?limit=3', {
      token: accessTokens.at(-1) ?? '',
    });
    t.match(sessionsResponse.body, { data: { length: 3 }, page: { has_more: true } });
  });
});
