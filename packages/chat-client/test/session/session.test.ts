import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { logIn, memorySessionStorage, openSession, tokenSession } from '../../src/index.ts';

const user = { id: 'user_ada', name: 'Ada', email: null, user_type: 'Student' };

/** A server of tokens `t1`, `t2` …: each refresh makes the next; only the newest is good. */
async function startAuth(t: { teardown(end: () => unknown): unknown }, expires_in = 3_600) {
  const state = { newest: 1, refreshes: 0, refuses: false, requests: [] as string[] };
  const tokens = () => ({ token: `t${state.newest}`, refresh_token: `r${state.newest}`, expires_in });
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.slice(7) ?? '';
    state.requests.push(`${request.method} ${request.url} ${token}`.trim());
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refuse = () =>
      answer(401, { success: false, error: { code: 'UNAUTHENTICATED', message: 'no' }, request_id: '1' });
    if (request.url === '/api/v1/auth/login')
      return answer(200, { success: true, data: { ...tokens(), user } });
    if (request.url === '/api/v1/auth/refresh') {
      state.refreshes += 1;
      if (state.refuses) return refuse();
      state.newest += 1;
      return answer(200, { success: true, data: tokens() });
    }
    if (token !== `t${state.newest}`) return refuse();
    return answer(200, { success: true, data: user });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const credentials = { email: 'ada@school.example', password: 'secret-word' };

t.test(
  'a refused token is renewed once for all who meet the refusal, and their requests go through',
  async (t) => {
    const { url, state } = await startAuth(t);
    const session = await logIn({ url, storage: memorySessionStorage() }, credentials);
    state.newest = 5;
    const answers = await Promise.all([1, 2, 3, 4].map(() => session.request('/auth/me')));
    t.equal(answers.length, 4);
    t.equal(state.refreshes, 1);
    t.equal(await session.token(), 't6');
  },
);

t.test('one that is about to expire is renewed before it is used', async (t) => {
  const { url, state } = await startAuth(t, 30);
  const session = await logIn({ url, storage: memorySessionStorage() }, credentials);
  await session.request('/auth/me');
  t.same(state.requests.slice(1), ['POST /api/v1/auth/refresh', 'GET /api/v1/auth/me t2']);
});

t.test('a token that another tab renewed is taken over', async (t) => {
  const { url, state } = await startAuth(t);
  const storage = memorySessionStorage();
  const one = await logIn({ url, storage }, credentials);
  const other = openSession({ url, storage });
  t.equal(await one.renewed('t1'), 't2');
  t.equal(await other?.renewed('t1'), 't2');
  t.equal(state.refreshes, 1);
});

t.test('a session that the server ended is over; one that another tab began stays', async (t) => {
  const { url, state } = await startAuth(t);
  const storage = memorySessionStorage();
  const session = await logIn({ url, storage }, credentials);
  state.refuses = true;
  await t.rejects(session.renewed('t1'), { code: 'UNAUTHENTICATED' });
  state.newest = 7;
  await logIn({ url, storage }, credentials);
  session.forget();
  t.equal(storage.read()?.token, 't7');
  openSession({ url, storage })?.logOut();
  t.equal(storage.read(), null);
  await t.rejects(session.token(), { code: 'UNAUTHENTICATED' });
});

t.test('a server that cannot be reached ends nothing', async (t) => {
  const { url } = await startAuth(t);
  const storage = memorySessionStorage();
  await logIn({ url, storage }, credentials);
  const session = openSession({ url: 'http://127.0.0.1:1', storage });
  await t.rejects(session?.renewed('t1') ?? Promise.resolve(''), { code: 'UNREACHABLE', retryable: true });
  t.equal(storage.read()?.token, 't1');
});

t.test('tokens from elsewhere: asked for again when refused, and over when there is no other', async (t) => {
  const { url, state } = await startAuth(t);
  const given: (string | null)[] = [];
  const session = await tokenSession({
    url,
    getToken: (refused) => {
      given.push(refused);
      return `t${state.newest}`;
    },
  });
  t.equal(session.user.id, user.id);
  state.newest = 2;
  await session.request('/auth/me');
  t.same(given, [null, 't1']);
  await t.rejects(session.renewed('t2'), { code: 'UNAUTHENTICATED' });
});
