import t from 'tap';
import { tokenSession } from '../../src/index.ts';
import { adaProfile, startAuthServer } from '../support/auth-server.ts';

t.test(
  'a refused token is replaced, and the session ends if the token source has no other token',
  async (t) => {
    const { url, state } = await startAuthServer(t);
    const refusedTokens: (string | null)[] = [];
    const session = await tokenSession({
      url,
      getToken: (refused) => {
        refusedTokens.push(refused);
        return `t${state.newest}`;
      },
    });
    t.equal(session.user.id, adaProfile.id);
    state.newest = 2;
    await session.request('/auth/me');
    t.same(refusedTokens, [null, 't1']);
    await t.rejects(session.renew('t2'), { code: 'UNAUTHENTICATED' });
  },
);

t.test('logging out ends the session on the server, and succeeds even if the server refuses', async (t) => {
  const { url, state } = await startAuthServer(t);
  const session = await tokenSession({ url, getToken: () => 't1' });
  state.newest = 2;
  await session.logOut();
  t.equal(state.requests.at(-1), 'POST /api/v1/auth/logout t1');
  session.forget();
  await session.logOut();
  t.equal(state.requests.length, 2, 'a forgotten session sends nothing');
});
