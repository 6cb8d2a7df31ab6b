import t from 'tap';
import { createCombinedVerifier, type ExternalClaims } from '../../src/index.ts';
import { createTestIssuer, NOW, SESSION_ID, USER_ID } from '../support/issuing.ts';
import { createEcProvider } from '../support/provider.ts';

async function createTestCombinedVerifier(admit: (claims: ExternalClaims) => Promise<string>) {
  const ownIssuer = await createTestIssuer();
  const { verifier: external, sign } = await createEcProvider();
  const { verify } = createCombinedVerifier({ own: ownIssuer.verifier, external, admit, now: () => NOW });
  return { verify, ownIssuer, sign };
}

t.test(
  'the combined verifier verifies our own tokens with our own verifier, without calling `admit`',
  async (t) => {
    const { verify, ownIssuer } = await createTestCombinedVerifier(async () => {
      throw new Error('admit was called');
    });
    const { token } = await ownIssuer.issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
    t.match(await verify(token), { userId: USER_ID, sessionId: SESSION_ID });
  },
);

t.test(
  'tokens of one external user belong to one KCS Chat user, and each token has its own session',
  async (t) => {
    const admittedClaims: ExternalClaims[] = [];
    const { verify, sign } = await createTestCombinedVerifier(async (claims) => {
      admittedClaims.push(claims);
      return USER_ID;
    });
    const firstClaims = await verify(await sign({ email: 'Ada@X.example' }));
    t.match(firstClaims, { userId: USER_ID, sessionId: /^sess_[0-9a-z]{26}$/, expiresAt: NOW + 600_000 });
    t.match(admittedClaims[0], { profile: { name: 'ada', email: 'ada@x.example', userType: 'Student' } });
    const secondClaims = await verify(await sign({ jti: 'two' }));
    t.not(secondClaims.sessionId, firstClaims.sessionId);
  },
);

t.test(
  'concurrent checks of an external token share one admission, and a failed admission is not cached',
  async (t) => {
    let admitCallCount = 0;
    let isAdmitFailing = true;
    const { verify, sign } = await createTestCombinedVerifier(async () => {
      admitCallCount += 1;
      if (isAdmitFailing) throw new Error('chat-api is unavailable');
      return USER_ID;
    });
    const token = await sign();
    await t.rejects(verify(token), { message: 'chat-api is unavailable' });
    isAdmitFailing = false;
    await Promise.all(Array.from({ length: 100 }, () => verify(token)));
    t.equal(admitCallCount, 2);
  },
);

t.test('the issuer in an unverified token selects the verifier, which then checks the issuer', async (t) => {
  const { verify, sign } = await createTestCombinedVerifier(async () => {
    throw new Error('admit was called');
  });
  for (const bad of [await sign({ iss: 'kcs-chat' }), undefined, 7, 'a.b.c', 'a'.repeat(10_000)]) {
    await t.rejects(verify(bad), { code: 'UNAUTHENTICATED' });
  }
});
