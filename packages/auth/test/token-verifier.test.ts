import t from 'tap';
import { createTokenVerifier, readSigningKeys, toKeySource } from '../src/index.ts';
import {
  AUDIENCE,
  createTestIssuer,
  goodClaims,
  ISSUER,
  NOW,
  NOW_S,
  SESSION_ID,
  signForgedToken,
  USER_ID,
} from './support/issuing.ts';

t.test('verifying an issued token returns its user, session, and times', async (t) => {
  const { issuer, verifier } = await createTestIssuer();
  const issuedToken = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
  const verifiedClaims = await verifier.verify(issuedToken.token);
  t.match(verifiedClaims, {
    userId: USER_ID,
    sessionId: SESSION_ID,
    issuedAt: NOW,
    expiresAt: NOW + 3_600_000,
  });
});

t.test('a cached token is refused after it expires', async (t) => {
  const { issuer, verifier, clock } = await createTestIssuer();
  const { token } = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
  await verifier.verify(token);
  clock.now += 3_629_000;
  await t.resolves(verifier.verify(token), 'clocks may differ by 30 seconds');
  clock.now += 2_000;
  await t.rejects(verifier.verify(token), { code: 'UNAUTHENTICATED', message: /expired/ });
});

t.test('a cached token is refused after its key is withdrawn', async (t) => {
  const { issuer, keys, now } = await createTestIssuer();
  const staticKeySource = await toKeySource(keys.publicKeys);
  let isKeyWithdrawn = false;
  const keySource = {
    find: staticKeySource.find,
    holds: (kid: string) => !isKeyWithdrawn && staticKeySource.holds(kid),
  };
  const verifier = createTokenVerifier({ keys: keySource, issuer: ISSUER, audience: AUDIENCE, now });
  const { token } = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
  await verifier.verify(token);
  isKeyWithdrawn = true;
  const lookedUpKeyIds: string[] = [];
  keySource.find = async (kid) => {
    lookedUpKeyIds.push(kid);
    return undefined;
  };
  await t.rejects(verifier.verify(token), { code: 'UNAUTHENTICATED' });
  t.same(lookedUpKeyIds, ['k1']);
});

t.test(
  'the cache of verified tokens is bounded, and a token that is no longer in it is verified again',
  async (t) => {
    const { issuer, keys, now } = await createTestIssuer();
    const staticKeySource = await toKeySource(keys.publicKeys);
    let lookupCount = 0;
    const findKey = (kid: string) => {
      lookupCount += 1;
      return staticKeySource.find(kid);
    };
    const keySource = { find: findKey, holds: staticKeySource.holds };
    const verifierOptions = { issuer: ISSUER, audience: AUDIENCE, now, cacheSize: 2 };
    const verifier = createTokenVerifier({ keys: keySource, ...verifierOptions });
    const tokenSubject = { userId: USER_ID, sessionId: SESSION_ID };
    const tokens = await Promise.all([1, 2, 3].map(async () => (await issuer.issue(tokenSubject)).token));
    for (const token of tokens) await verifier.verify(token);
    t.equal(lookupCount, 3);
    await verifier.verify(tokens[2] as string);
    t.equal(lookupCount, 3, 'the newest is cached');
    await verifier.verify(tokens[0] as string);
    t.equal(lookupCount, 4, 'the oldest is not');
  },
);

t.test('a forged token is never cached and never matches the cached original', async (t) => {
  const { issuer, verifier } = await createTestIssuer();
  const { token } = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
  await verifier.verify(token);
  const forgedToken = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(86)}`;
  await t.rejects(verifier.verify(forgedToken), { code: 'UNAUTHENTICATED' });
  await t.rejects(verifier.verify(forgedToken), { code: 'UNAUTHENTICATED' });
});

t.test('during a key rotation, only the first key signs, but both keys verify (TRAP-39)', async (t) => {
  const oldIssuer = await createTestIssuer(undefined, 'old');
  const newIssuer = await createTestIssuer(undefined, 'new');
  const oldJwk = JSON.parse(oldIssuer.json).keys[0];
  const newJwk = JSON.parse(newIssuer.json).keys[0];
  const rotatedSigningKeys = await readSigningKeys(JSON.stringify({ keys: [newJwk, oldJwk] }));
  t.equal(rotatedSigningKeys.kid, 'new');
  const verifierOptions = { issuer: ISSUER, audience: AUDIENCE, now: oldIssuer.now };
  const verifier = createTokenVerifier({
    keys: await toKeySource(rotatedSigningKeys.publicKeys),
    ...verifierOptions,
  });
  const tokenSubject = { userId: USER_ID, sessionId: SESSION_ID };
  await t.resolves(verifier.verify((await oldIssuer.issuer.issue(tokenSubject)).token));
  await t.resolves(verifier.verify((await newIssuer.issuer.issue(tokenSubject)).token));
});

t.test(
  "AUTH-2: if the issuer's clock is ahead, its new tokens are accepted, or refused only temporarily if it is far ahead",
  async (t) => {
    const { issuer, verifier, clock } = await createTestIssuer();
    const { token } = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
    for (const [behindMs, retryAfterMs] of [
      [10_000_000, 30_000],
      [60_000, 30_000],
      [45_000, 15_000],
      [30_500, 1_000],
    ] as const) {
      clock.now = NOW - behindMs;
      await t.rejects(verifier.verify(token), {
        code: 'UNAVAILABLE',
        retryAfterMs,
        message: /not valid yet/,
      });
    }
    for (const behindMs of [30_000, 10_000, 0, -10_000]) {
      clock.now = NOW - behindMs;
      await t.resolves(verifier.verify(token), `${behindMs} ms behind`);
    }
  },
);

t.test(
  'AUTH-2: a token that is invalid for another reason is refused permanently, even if its start time is in the future',
  async (t) => {
    const { keys, verifier } = await createTestIssuer();
    const foreignIssuer = await createTestIssuer();
    const futureClaims = { ...goodClaims, iat: NOW_S + 3_600, nbf: NOW_S + 3_600, exp: NOW_S + 7_200 };
    await t.rejects(verifier.verify(await signForgedToken(foreignIssuer.keys.key, futureClaims, {})), {
      code: 'UNAUTHENTICATED',
    });
    await t.rejects(verifier.verify(await signForgedToken(keys.key, { ...futureClaims, aud: 'mail' }, {})), {
      code: 'UNAUTHENTICATED',
    });
    await t.rejects(verifier.verify(await signForgedToken(keys.key, { ...goodClaims, nbf: 'soon' }, {})), {
      code: 'UNAUTHENTICATED',
    });
    await t.rejects(verifier.verify(await signForgedToken(keys.key, futureClaims, {})), {
      code: 'UNAVAILABLE',
    });
  },
);
