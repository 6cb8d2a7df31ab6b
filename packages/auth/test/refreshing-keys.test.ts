import t from 'tap';
import { createRefreshingKeySource, createTokenVerifier } from '../src/index.ts';
import { AUDIENCE, createTestIssuer, ISSUER, SESSION_ID, USER_ID } from './support/issuing.ts';

async function createIssuersAndVerifier() {
  const firstIssuer = await createTestIssuer(undefined, 'first');
  const secondIssuer = await createTestIssuer(firstIssuer.clock, 'second');
  const issuerState = { keys: [...firstIssuer.keys.publicKeys], fetches: 0, fail: false };
  const keySource = createRefreshingKeySource({
    now: firstIssuer.now,
    fetchKeys: async () => {
      issuerState.fetches += 1;
      if (issuerState.fail) throw new Error('the issuer is unavailable');
      return issuerState.keys;
    },
  });
  const verifier = createTokenVerifier({
    keys: keySource,
    issuer: ISSUER,
    audience: AUDIENCE,
    now: firstIssuer.now,
  });
  const tokenSubject = { userId: USER_ID, sessionId: SESSION_ID };
  const tokenByIssuer = {
    first: (await firstIssuer.issuer.issue(tokenSubject)).token,
    second: (await secondIssuer.issuer.issue(tokenSubject)).token,
  };
  return {
    firstIssuer,
    secondIssuer,
    issuerState,
    keySource,
    verifier,
    tokenByIssuer,
    clock: firstIssuer.clock,
  };
}

t.test("the issuer's keys are fetched for the first token and reused for the next one", async (t) => {
  const { verifier, tokenByIssuer, issuerState, firstIssuer } = await createIssuersAndVerifier();
  await verifier.verify(tokenByIssuer.first);
  await verifier.verify((await firstIssuer.issuer.issue({ userId: USER_ID, sessionId: SESSION_ID })).token);
  t.equal(issuerState.fetches, 1);
});

t.test('many tokens with unknown key ids cause only one fetch of keys in 30 seconds (TRAP-38)', async (t) => {
  const { verifier, tokenByIssuer, issuerState, keySource, secondIssuer, clock } =
    await createIssuersAndVerifier();
  await keySource.refresh();
  clock.now += 31_000;
  const forgedTokens = Array.from({ length: 200 }, (_, i) => {
    const [, ...rest] = tokenByIssuer.second.split('.');
    const forgedHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: `forged-${i}` };
    return [Buffer.from(JSON.stringify(forgedHeader)).toString('base64url'), ...rest].join('.');
  });
  const refusals = await Promise.allSettled(forgedTokens.map((token) => verifier.verify(token)));
  t.ok(
    refusals.every((refusal) => refusal.status === 'rejected' && refusal.reason.code === 'UNAUTHENTICATED'),
  );
  t.equal(issuerState.fetches, 2);
  clock.now += 29_000;
  await t.rejects(verifier.verify(tokenByIssuer.second), { code: 'UNAUTHENTICATED' });
  t.equal(issuerState.fetches, 2, 'not within 30 seconds');
  issuerState.keys = [...issuerState.keys, ...secondIssuer.keys.publicKeys];
  clock.now += 2_000;
  await t.resolves(verifier.verify(tokenByIssuer.second), 'a new key is found without a restart');
  t.equal(issuerState.fetches, 3);
});

t.test(
  'while the issuer is unavailable, old keys stay in use, and tokens with unknown key ids fail with UNAVAILABLE',
  async (t) => {
    const { verifier, tokenByIssuer, issuerState, keySource, clock } = await createIssuersAndVerifier();
    await keySource.refresh();
    issuerState.fail = true;
    clock.now += 301_000;
    await t.resolves(verifier.verify(tokenByIssuer.first));
    await t.rejects(verifier.verify(tokenByIssuer.second), { code: 'UNAVAILABLE' });
    await t.resolves(verifier.verify(tokenByIssuer.first));
  },
);

t.test(
  'until the first keys arrive, verifying a token fails with UNAVAILABLE and fetches keys at most once a second',
  async (t) => {
    const { verifier, tokenByIssuer, issuerState, clock } = await createIssuersAndVerifier();
    issuerState.fail = true;
    await t.rejects(verifier.verify(tokenByIssuer.first), { code: 'UNAVAILABLE' });
    await t.rejects(verifier.verify(tokenByIssuer.first), { code: 'UNAVAILABLE' });
    t.equal(issuerState.fetches, 1, 'a storm of clients does not become a storm of fetches');
    issuerState.fail = false;
    clock.now += 1_000;
    await t.resolves(verifier.verify(tokenByIssuer.first));
  },
);

t.test('a JWKS without usable keys does not replace the current keys', async (t) => {
  const { verifier, tokenByIssuer, issuerState, keySource } = await createIssuersAndVerifier();
  await keySource.refresh();
  issuerState.keys = [{ kty: 'RSA', kid: 'rsa', n: 'AAAA', e: 'AAAA' }];
  await keySource.refresh();
  await t.resolves(verifier.verify(tokenByIssuer.first));
});

t.test('a retired key no longer verifies tokens after the maximum age of the keys', async (t) => {
  const { verifier, tokenByIssuer, issuerState, keySource, secondIssuer, clock } =
    await createIssuersAndVerifier();
  await verifier.verify(tokenByIssuer.first);
  issuerState.keys = [...secondIssuer.keys.publicKeys];
  clock.now += 301_000;
  await verifier.verify(tokenByIssuer.second);
  t.notOk(keySource.holds('first'));
  await t.rejects(verifier.verify(tokenByIssuer.first), { code: 'UNAUTHENTICATED' });
});
