import { once } from 'node:events';
import { eventually, TestSocket } from '@kcs/testkit';
import { io } from 'socket.io-client';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('the gateway authenticates every connection', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [{ url }] = gateways;
  const waitForRefusal = async (options: object) => {
    const socket = io(url, { forceNew: true, ...options });
    const [error] = (await once(socket as never, 'connect_error')) as [Error & { data: unknown }];
    socket.disconnect();
    return error;
  };

  t.test(
    'SOCK-2: a missing, invalid, or expired token is refused with only a code and a message',
    async (t) => {
      const user = await api.user('Ada');
      const expiredToken = await api.issueToken(user, -60);
      const [head, body] = user.token.split('.');
      const refusedConnectOptions = [
        {},
        { auth: { token: '' } },
        { auth: { token: 7 } },
        { auth: { token: { $ne: 1 } } },
        { auth: { token: 'nonsense' } },
        { auth: { token: `${head}.${body}.AAAA` } },
        { auth: { token: expiredToken } },
        { query: { token: user.token } },
        { extraHeaders: { authorization: `Basic ${user.token}` } },
      ];
      for (const options of refusedConnectOptions) {
        const { message, data } = await waitForRefusal(options);
        t.equal(message, 'UNAUTHENTICATED');
        t.match(data, { code: 'UNAUTHENTICATED', message: /./ });
        t.same(Object.keys(data as object).sort(), ['code', 'message']);
      }
    },
  );

  t.test('SOCK-1: a token in the Authorization header is accepted', async (t) => {
    const user = await api.user('Ada');
    const extraHeaders = { authorization: `Bearer ${user.token}` };
    const client = await TestSocket.connect(t, url, user, { auth: {}, extraHeaders });
    t.ok(client.connected);
  });

  t.test('END-2: an ended session is refused, and its sockets are disconnected permanently', async (t) => {
    const user = await api.user('Ada');
    const sockets = [
      await TestSocket.connect(t, gateways[0].url, user),
      await TestSocket.connect(t, gateways[1].url, user),
    ];
    const bystanderSocket = await TestSocket.connect(t, gateways[0].url, await api.user('Bob'));
    api.log.endedSessions.set(user.sessionId, 'LOGGED_OUT');
    const sessionsEndedNotice = { userId: user.id, sessionIds: [user.sessionId], code: 'LOGGED_OUT' };
    api.nc.publish('kcs.notice.sessions-ended', JSON.stringify(sessionsEndedNotice));
    for (const socket of sockets) {
      t.same(await socket.next('session-ended'), { code: 'LOGGED_OUT' });
      t.equal(await socket.closed(), 'io server disconnect');
    }
    t.ok(bystanderSocket.connected);
    t.equal((await waitForRefusal({ auth: { token: user.token } })).message, 'UNAUTHENTICATED');
  });

  t.test('END-6: a socket is warned before its token expires and then disconnected', async (t) => {
    const user = await api.user('Ada', 2);
    const client = await TestSocket.connect(t, url, user);
    const { expiresAt } = await client.next('auth-expiring');
    t.match(expiresAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    t.same(await client.next('session-ended'), { code: 'TOKEN_EXPIRED' });
    t.equal(await client.closed(), 'io server disconnect');
    t.ok(Date.now() >= Date.parse(expiresAt));
  });
});

t.test('an authenticated connection can renew its token and survives outages', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [{ url }] = gateways;

  t.test(
    'END-6: refresh-auth extends the lifetime of a socket only if the new token belongs to the same user',
    async (t) => {
      const user = await api.user('Ada', 3);
      const client = await TestSocket.connect(t, url, user);
      const strangerUser = await api.user('Bob');
      t.match(await client.ask('refresh-auth', { token: strangerUser.token }), {
        error: { code: 'FORBIDDEN' },
      });
      t.match(await client.ask('refresh-auth', { token: 'nonsense' }), {
        error: { code: 'UNAUTHENTICATED' },
      });
      const laterToken = await api.issueToken(user, 600);
      const answer = await client.ask('refresh-auth', { token: laterToken });
      t.match(answer, { success: true });
      t.ok(Date.parse(answer.expiresAt) > Date.now() + 500_000);
      const siblingSocket = await TestSocket.connect(t, url, user);
      await siblingSocket.next('session-ended');
      t.ok(client.connected, 'its first token has expired, the socket has not');
    },
  );

  t.test(
    'while chat-api is unavailable, connections are closed rather than refused, and clients connect when it is back',
    async (t) => {
      const user = await api.user('Ada');
      const roomId = await api.room(user);
      const connectedSocket = await TestSocket.connect(t, url, user);
      await connectedSocket.join([roomId]);
      await api.silence();
      t.match(await connectedSocket.ask('send-message', { roomId, content: 'x' }), {
        success: false,
        error: { code: 'UNAVAILABLE', retryAfterMs: 1_000 },
      });
      const connectErrors: string[] = [];
      const socket = io(url, { forceNew: true, auth: { token: user.token }, reconnectionDelay: 100 });
      t.teardown(() => socket.disconnect());
      socket.on('connect_error', ({ message }) => connectErrors.push(message));
      let closedConnectionCount = 0;
      socket.io.on('close', () => {
        closedConnectionCount += 1;
      });
      await eventually('the close', () => closedConnectionCount > 0);
      api.respond();
      await eventually('the connection', () => socket.connected, 20_000);
      t.notOk(connectErrors.includes('UNAUTHENTICATED'));
      t.ok(connectedSocket.connected);
    },
  );
});
