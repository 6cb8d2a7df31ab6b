import t from 'tap';
import { createRefreshingKeys, createTokenVerifier } from '../src/index.ts';
import { AUDIENCE, createTestIssuer, ISSUER, SESSION, USER } from './support/issuing.ts';

async function startIssuer() {
  const first = await createTestIssuer(undefined, 'first');
  const second = await createTestIssuer(first.clock, 'second');
  const issuerState = { keys: [...first.keys.publicKeys], fetches: 0, fail: false };
  const source = createRefreshingKeys({
    now: first.now,
    fetchKeys: async () => {
      issuerState.fetches += 1;
      if (issuerState.fail) throw new Error('the issuer is unavailable');
      return issuerState.keys;
    },
  });
  const verifier = createTokenVerifier({ keys: source, issuer: ISSUER, audience: AUDIENCE, now: first.now });
  const subject = { userId: USER, sessionId: SESSION };
  const tokens = {
    first: (await first.issuer.issue(subject)).token,
    second: (await second.issuer.issue(subject)).token,
  };
  return { first, second, issuerState, source, verifier, tokens, clock: first.clock };
}

t.test("the issuer's keys are fetched for the first token and reused for the next one", async (t) => {
  const { verifier, tokens, issuerState, first } = await startIssuer();
  await verifier.verify(tokens.first);
  await verifier.verify((await first.issuer.issue({ userId: USER, sessionId: SESSION })).token);
  t.equal(issuerState.fetches, 1);
});

t.test('many tokens with unknown key ids cause only one fetch of keys in 30 seconds (TRAP-38)', async (t) => {
  const { verifier, tokens, issuerState, source, second, clock } = await startIssuer();
  await source.refresh();
  clock.now += 31_000;
  const forgedTokens = Array.from({ length: 200 }, (_, i) => {
    const [, ...rest] = tokens.second.split('.');
    const header = { alg: 'EdDSA', typ: 'at+jwt', kid: `forged-${i}` };
    return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
  });
  const refusals = await Promise.allSettled(forgedTokens.map((token) => verifier.verify(token)));
  t.ok(
    refusals.every((refusal) => refusal.status === 'rejected' && refusal.reason.code === 'UNAUTHENTICATED'),
  );
  t.equal(issuerState.fetches, 2);
  clock.now += 29_000;
  await t.rejects(verifier.verify(tokens.second), { code: 'UNAUTHENTICATED' });
  t.equal(issuerState.fetches, 2, 'not within 30 seconds');
  issuerState.keys = [...issuerState.keys, ...second.keys.publicKeys];
  clock.now += 2_000;
  await t.resolves(verifier.verify(tokens.second), 'a new key is found without a restart');
  t.equal(issuerState.fetches, 3);
});

t.test(
  'while the issuer is unavailable, old keys stay in use, and tokens with unknown key ids fail with UNAVAILABLE',
  async (t) => {
    const { verifier, tokens, issuerState, source, clock } = await startIssuer();
    await source.refresh();
    issuerState.fail = true;
    clock.now += 301_000;
    await t.resolves(verifier.verify(tokens.first));
    await t.rejects(verifier.verify(tokens.second), { code: 'UNAVAILABLE' });
    await t.resolves(verifier.verify(tokens.first));
  },
);

t.test(
  'until the first keys arrive, verifying a token fails with UNAVAILABLE and fetches keys at most once a second',
  async (t) => {
    const { verifier, tokens, issuerState, clock } = await startIssuer();
    issuerState.fail = true;
    await t.rejects(verifier.verify(tokens.first), { code: 'UNAVAILABLE' });
    await t.rejects(verifier.verify(tokens.first), { code: 'UNAVAILABLE' });
    t.equal(issuerState.fetches, 1, 'a storm of clients does not become a storm of fetches');
    issuerState.fail = false;
    clock.now += 1_000;
    await t.resolves(verifier.verify(tokens.first));
  },
);

t.test('a JWKS without usable keys does not replace the current keys', async (t) => {
  const { verifier, tokens, issuerState, source } = await startIssuer();
  await source.refresh();
  issuerState.keys = [{ kty: 'RSA', kid: 'rsa', n: 'AAAA', e: 'AAAA' }];
  await source.refresh();
  await t.resolves(verifier.verify(tokens.first));
});

t.test('a retired key no longer verifies tokens after the maximum age of the keys', async (t) => {
  const { verifier, tokens, issuerState, source, second, clock } = await startIssuer();
  await verifier.verify(tokens.first);
  issuerState.keys = [...second.keys.publicKeys];
  clock.now += 301_000;
  await verifier.verify(tokens.second);
  t.notOk(source.holds('first'));
  await t.rejects(verifier.verify(tokens.first), { code: 'UNAUTHENTICATED' });
});
