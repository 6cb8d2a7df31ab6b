import t from 'tap';
import { type ExternalClaims, withExternal } from '../../src/index.ts';
import { createTestIssuer, NOW, SESSION, USER } from '../support/issuing.ts';
import { createEcProvider } from '../support/provider.ts';

async function createBothVerifiers(admit: (claims: ExternalClaims) => Promise<string>) {
  const own = await createTestIssuer();
  const { verifier: external, sign } = await createEcProvider();
  const { verify } = withExternal({ own: own.verifier, external, admit, now: () => NOW });
  return { verify, own, sign };
}

t.test('our own token is verified by our own verifier, without an admission', async (t) => {
  const { verify, own } = await createBothVerifiers(async () => {
    throw new Error('admit was called');
  });
  const { token } = await own.issuer.issue({ userId: USER, sessionId: SESSION });
  t.match(await verify(token), { userId: USER, sessionId: SESSION });
});

t.test('an external token gets a KCS Chat user, and each token gets its own session', async (t) => {
  const admitted: ExternalClaims[] = [];
  const { verify, sign } = await createBothVerifiers(async (claims) => {
    admitted.push(claims);
    return USER;
  });
  const first = await verify(await sign({ email: 'Ada@X.example' }));
  t.match(first, { userId: USER, sessionId: /^sess_[0-9a-z]{26}$/, expiresAt: NOW + 600_000 });
  t.match(admitted[0], { profile: { name: 'ada', email: 'ada@x.example', userType: 'Student' } });
  const second = await verify(await sign({ jti: 'two' }));
  t.not(second.sessionId, first.sessionId);
});

t.test('an external token is admitted only once, and a failed admission is not cached', async (t) => {
  let calls = 0;
  let fails = true;
  const { verify, sign } = await createBothVerifiers(async () => {
    calls += 1;
    if (fails) throw new Error('chat-api is unavailable');
    return USER;
  });
  const token = await sign();
  await t.rejects(verify(token), { message: 'chat-api is unavailable' });
  fails = false;
  await Promise.all(Array.from({ length: 100 }, () => verify(token)));
  t.equal(calls, 2);
});

t.test('a claimed issuer only selects the verifier, which checks the issuer itself', async (t) => {
  const { verify, sign } = await createBothVerifiers(async () => {
    throw new Error('admit was called');
  });
  for (const bad of [await sign({ iss: 'kcs-chat' }), undefined, 7, 'a.b.c', 'a'.repeat(10_000)]) {
    await t.rejects(verify(bad), { code: 'UNAUTHENTICATED' });
  }
});
