import t from 'tap';
import { logIn, memorySessionStorage, openSession, type StoredSession } from '../../src/index.ts';
import { startAuthServer } from '../support/auth-server.ts';

const adaCredentials = { email: 'ada@school.example', password: 'secret-word' };

t.test('requests that fail with the same refused token share one renewal and then succeed', async (t) => {
  const { url, state } = await startAuthServer(t);
  const session = await logIn({ url, storage: memorySessionStorage() }, adaCredentials);
  state.newest = 5;
  const responses = await Promise.all([1, 2, 3, 4].map(() => session.request('/auth/me')));
  t.equal(responses.length, 4);
  t.equal(state.refreshes, 1);
  t.equal(await session.token(), 't6');
});

t.test('a token that is about to expire is renewed before use', async (t) => {
  const { url, state } = await startAuthServer(t, 30);
  const session = await logIn({ url, storage: memorySessionStorage() }, adaCredentials);
  await session.request('/auth/me');
  t.same(state.requests.slice(1), ['POST /api/v1/auth/refresh', 'GET /api/v1/auth/me t2']);
});

t.test('a session uses the token that another tab has renewed', async (t) => {
  const { url, state } = await startAuthServer(t);
  const storage = memorySessionStorage();
  const firstSession = await logIn({ url, storage }, adaCredentials);
  const secondSession = openSession({ url, storage });
  t.equal(await firstSession.renew('t1'), 't2');
  t.equal(await secondSession?.renew('t1'), 't2');
  t.equal(state.refreshes, 1);
});

t.test(
  'a session that the server has ended is deleted, but a newer session from another tab is kept',
  async (t) => {
    const { url, state } = await startAuthServer(t);
    const storage = memorySessionStorage();
    const session = await logIn({ url, storage }, adaCredentials);
    state.refuses = true;
    await t.rejects(session.renew('t1'), { code: 'UNAUTHENTICATED' });
    state.newest = 7;
    await logIn({ url, storage }, adaCredentials);
    session.forget();
    t.equal(storage.read()?.token, 't7');
    openSession({ url, storage })?.logOut();
    t.equal(storage.read(), null);
    await t.rejects(session.token(), { code: 'UNAUTHENTICATED' });
  },
);

t.test(
  'a changed profile is stored, so that the next start shows it, unless another user logged in',
  async (t) => {
    const { url } = await startAuthServer(t);
    const storage = memorySessionStorage();
    const session = await logIn({ url, storage }, adaCredentials);
    session.remember({ ...session.user, name: 'Ada New' });
    await session.renew('t1');
    t.equal(openSession({ url, storage })?.user.name, 'Ada New', 'a renewed token keeps it');
    session.remember({ ...session.user, id: 'user_other', name: 'Other' });
    t.equal(openSession({ url, storage })?.user.name, 'Ada New');
  },
);

t.test('an unreachable server does not end the session', async (t) => {
  const { url } = await startAuthServer(t);
  const storage = memorySessionStorage();
  await logIn({ url, storage }, adaCredentials);
  const session = openSession({ url: 'http://127.0.0.1:1', storage });
  await t.rejects(session?.renew('t1') ?? Promise.resolve(''), { code: 'UNREACHABLE', retryable: true });
  t.equal(storage.read()?.token, 't1');
});

t.test(
  'an outdated copy of a session ends without ending the session itself, and never sends its old refresh token',
  async (t) => {
    const { url, state } = await startAuthServer(t);
    const storage = memorySessionStorage();
    const currentSession = await logIn({ url, storage }, adaCredentials);
    const copiedStorage = memorySessionStorage();
    copiedStorage.write(storage.read() as StoredSession);
    await currentSession.renew('t1');
    await currentSession.renew('t2');
    const copiedSession = openSession({ url, storage: copiedStorage });
    await t.rejects(copiedSession?.renew('t1') ?? Promise.resolve(''), { code: 'UNAUTHENTICATED' });
    copiedSession?.forget();
    t.equal(state.refreshes, 2);
    t.equal(copiedStorage.read(), null);
    t.equal(await currentSession.token(), 't3');
  },
);
