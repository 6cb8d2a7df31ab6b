import { NOTICES } from '@kcs/contracts';
import t from 'tap';
import { expectNotice } from '../support/expect-notice.ts';
import { getSharedApi } from '../support/shared-api.ts';
import { USER_PASSWORD } from '../support/start-api.ts';

t.test('a refresh token extends its session', async (t) => {
  const api = await getSharedApi();
  const sendRefreshRequest = (refresh_token: unknown) =>
    api.rest('POST', '/auth/refresh', { body: { refresh_token } });
  const sessionIdOf = (refreshToken: string) => refreshToken.split('.')[0] as string;
  const backdateRotation = (token: string, ms: number) =>
    api.deps.db.prisma.session.update({
      where: { id: sessionIdOf(token) },
      data: { rotatedAt: new Date(Date.now() - ms) },
    });

  t.test('a refresh returns a valid access token and a new refresh token', async (t) => {
    const ada = await api.user();
    const { status, body } = await sendRefreshRequest(ada.refresh);
    t.equal(status, 200);
    t.same(Object.keys(body.data).sort(), ['expires_in', 'refresh_token', 'token']);
    t.not(body.data.refresh_token, ada.refresh);
    t.equal((await api.rest('GET', '/auth/me', { token: body.data.token })).status, 200);
    t.equal(
      (await ada.rest('GET', '/auth/me')).status,
      200,
      'the old access token of the session still works',
    );
  });

  t.test('twenty tabs that refresh at the same time get the same new refresh token', async (t) => {
    const ada = await api.user();
    const secondReplica = await api.replica();
    const pendingRefreshes = Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? secondReplica : api).rest('POST', '/auth/refresh', { body: { refresh_token: ada.refresh } }),
    );
    const successorTokens = new Set(
      (await Promise.all(pendingRefreshes)).map(({ body }) => body.data?.refresh_token),
    );
    t.equal(successorTokens.size, 1);
    t.equal((await sendRefreshRequest([...successorTokens][0])).status, 200);
  });

  t.test(
    'for 60 s after a refresh, the previous refresh token returns the same new token, in case a response was lost',
    async (t) => {
      const ada = await api.user();
      const firstResponse = await sendRefreshRequest(ada.refresh);
      await backdateRotation(ada.refresh, 58_000);
      const repeatedResponse = await sendRefreshRequest(ada.refresh);
      t.equal(repeatedResponse.body.data.refresh_token, firstResponse.body.data.refresh_token);
    },
  );

  t.test(
    'using the previous refresh token more than 60 s after a refresh ends the session, including all its tokens',
    async (t) => {
      const ada = await api.user();
      const firstResponse = await sendRefreshRequest(ada.refresh);
      await backdateRotation(ada.refresh, 62_000);
      const { notice } = await expectNotice(t, api, NOTICES.sessionsEnded, ({ userId }) => userId === ada.id);
      t.match(await sendRefreshRequest(ada.refresh), {
        status: 401,
        body: { error: { code: 'UNAUTHENTICATED', message: /log in again/i } },
      });
      t.match(await notice, {
        userId: ada.id,
        sessionIds: [sessionIdOf(ada.refresh)],
        code: 'SESSION_REVOKED',
      });
      t.equal(
        (await sendRefreshRequest(firstResponse.body.data.refresh_token)).status,
        401,
        'the current refresh token is refused too',
      );
      t.equal((await api.rest('GET', '/auth/me', { token: firstResponse.body.data.token })).status, 401);
    },
  );

  t.test('reusing a refresh token after two refreshes ends the session, even within 60 s', async (t) => {
    const ada = await api.user();
    const responseWithSecondToken = await sendRefreshRequest(ada.refresh);
    const responseWithThirdToken = await sendRefreshRequest(responseWithSecondToken.body.data.refresh_token);
    t.equal((await sendRefreshRequest(ada.refresh)).status, 401);
    t.equal((await sendRefreshRequest(responseWithThirdToken.body.data.refresh_token)).status, 401);
  });

  /**
   * Logs in like a browser that keeps the cookie. Returns the refresh token and a function that sends refresh requests.
   */
  const logInWithBrowser = async () => {
    const { email } = await api.user();
    const { headers, body } = await api.rest('POST', '/auth/login', {
      body: { email, password: USER_PASSWORD },
    });
    const [cookie = ''] = headers.getSetCookie().map((one) => one.split(';')[0]);
    const refreshWithCookie = (refresh_token: string, sent = cookie) =>
      api.rest('POST', '/auth/refresh', { body: { refresh_token }, headers: { cookie: sent } });
    return {
      first: body.data.refresh_token as string,
      refreshWithCookie,
      setCookie: headers.get('set-cookie'),
    };
  };

  t.test(
    'AUTH-20: the outdated refresh token of a copied tab is refused, and the original tab keeps the session',
    async (t) => {
      const { first, refreshWithCookie, setCookie } = await logInWithBrowser();
      t.match(setCookie, /^kcs_browser=[\w-]{43}; Path=\/api\/v1\/auth; .*HttpOnly; SameSite=Strict$/);
      const responseWithSecondToken = await refreshWithCookie(first);
      const responseWithThirdToken = await refreshWithCookie(responseWithSecondToken.body.data.refresh_token);
      await backdateRotation(first, 24 * 3_600_000);
      t.equal((await refreshWithCookie(first)).status, 401, 'a tab that was restored the next day');
      t.equal(
        (await refreshWithCookie(responseWithSecondToken.body.data.refresh_token)).status,
        401,
        'a duplicated tab',
      );
      t.equal((await refreshWithCookie(responseWithThirdToken.body.data.refresh_token)).status, 200);
    },
  );

  t.test(
    'AUTH-20: reusing a refresh token ends the session if another device has used any token of the session',
    async (t) => {
      const loginWithCopiedToken = await logInWithBrowser();
      const { body: successor } = await loginWithCopiedToken.refreshWithCookie(loginWithCopiedToken.first);
      await backdateRotation(loginWithCopiedToken.first, 62_000);
      t.equal(
        (
          await loginWithCopiedToken.refreshWithCookie(
            loginWithCopiedToken.first,
            `kcs_browser=${'A'.repeat(43)}`,
          )
        ).status,
        401,
      );
      t.equal(
        (await loginWithCopiedToken.refreshWithCookie(successor.data.refresh_token)).status,
        401,
        'a thief came second',
      );

      const loginWithStolenToken = await logInWithBrowser();
      const { body: stolenTokens } = await sendRefreshRequest(loginWithStolenToken.first);
      await backdateRotation(loginWithStolenToken.first, 62_000);
      t.equal((await loginWithStolenToken.refreshWithCookie(loginWithStolenToken.first)).status, 401);
      t.equal((await sendRefreshRequest(stolenTokens.data.refresh_token)).status, 401, 'a thief came first');
    },
  );

  t.test('a refresh extends the session', async (t) => {
    const ada = await api.user();
    const { prisma } = api.deps.db;
    const sessionFilter = { id: sessionIdOf(ada.refresh) };
    const timeInOneMinute = new Date(Date.now() + 60_000);
    await prisma.session.update({ where: sessionFilter, data: { expiresAt: timeInOneMinute } });
    t.equal((await sendRefreshRequest(ada.refresh)).status, 200);
    t.ok(
      (await prisma.session.findUniqueOrThrow({ where: sessionFilter })).expiresAt.getTime() >
        Date.now() + 29 * 86_400_000,
    );
  });

  t.test('an expired session cannot be refreshed', async (t) => {
    const ada = await api.user();
    const sessionFilter = { id: sessionIdOf(ada.refresh) };
    await api.deps.db.prisma.session.update({
      where: sessionFilter,
      data: { expiresAt: new Date(Date.now() - 1_000) },
    });
    t.equal((await sendRefreshRequest(ada.refresh)).status, 401);
    t.equal((await api.deps.db.prisma.session.findUniqueOrThrow({ where: sessionFilter })).generation, 1);
  });

  t.test('an access token, a forged token, and random text are refused as refresh tokens', async (t) => {
    const ada = await api.user();
    const forgedToken = `${ada.refresh.slice(0, -4)}AAAA`;
    for (const token of [
      ada.token,
      forgedToken,
      `${sessionIdOf(ada.refresh)}.2.${'A'.repeat(43)}`,
      'x',
      'a.b.c',
    ]) {
      t.match(await sendRefreshRequest(token), {
        status: 401,
        body: { success: false, error: { code: 'UNAUTHENTICATED' } },
      });
    }
    for (const token of ['', null, 7, { a: 1 }, 'x'.repeat(600)]) {
      t.match(await sendRefreshRequest(token), {
        status: 400,
        body: { error: { details: [{ field: '/refresh_token' }] } },
      });
    }
    t.equal((await sendRefreshRequest(ada.refresh)).status, 200, 'the session is unharmed');
  });
});
