import { exportJWK, generateKeyPair } from 'jose';
import t from 'tap';
import { createExternalKeySource, createExternalVerifier, toKeySource } from '../../src/index.ts';
import { NOW, NOW_S } from '../support/issuing.ts';
import {
  createEcProvider,
  createProviderVerifier,
  keyPairs,
  PROVIDER_ISSUER,
  signProviderToken,
  startHttpServer,
} from '../support/provider.ts';

const UNAUTHENTICATED_ERROR = { code: 'UNAUTHENTICATED' };

t.test(
  'an RSA key verifies only the algorithm in its `alg` field, or only RS256 if it has no such field',
  async (t) => {
    const publishedKeys = [
      { ...(await exportJWK(keyPairs.rs.publicKey)), kid: 'rs/1+=' },
      { ...(await exportJWK(keyPairs.ps.publicKey)), kid: 'ps', alg: 'PS256' },
      { ...(await exportJWK(keyPairs.ec.publicKey)), kid: 'ec-enc', use: 'enc' },
      null,
    ];
    const jwksUrl = await startHttpServer(t, (_, response) =>
      response.end(JSON.stringify({ keys: publishedKeys })),
    );
    const { verify } = createProviderVerifier(createExternalKeySource(jwksUrl));
    t.match(await verify(await signProviderToken(keyPairs.rs.privateKey, 'RS256', 'rs/1+=')), {
      subject: 'ada',
      issuer: PROVIDER_ISSUER,
    });
    t.match(await verify(await signProviderToken(keyPairs.ps.privateKey, 'PS256', 'ps')), { subject: 'ada' });
    await t.rejects(
      verify(await signProviderToken(keyPairs.ps.privateKey, 'PS256', 'rs/1+=')),
      UNAUTHENTICATED_ERROR,
      'another algorithm',
    );
    await t.rejects(
      verify(await signProviderToken(keyPairs.ec.privateKey, 'ES256', 'ec-enc')),
      UNAUTHENTICATED_ERROR,
      'not for signing',
    );
  },
);

t.test('a logout token from the identity provider does not authenticate its user', async (t) => {
  const { verifier, sign } = await createEcProvider();
  const logoutClaims = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
  await t.rejects(verifier.verify(await sign(logoutClaims)), UNAUTHENTICATED_ERROR);
});

t.test(
  'an external token must have the exact issuer and audience and be within its validity period',
  async (t) => {
    const { verifier, sign } = await createEcProvider();
    const refusedClaims = {
      'another issuer': { iss: `${PROVIDER_ISSUER}/` },
      'another audience': { aud: 'mail' },
      'a list of audiences': { aud: ['chat'] },
      expired: { iat: NOW_S - 700, exp: NOW_S - 60 },
    };
    for (const [name, changes] of Object.entries(refusedClaims)) {
      await t.rejects(verifier.verify(await sign(changes)), UNAUTHENTICATED_ERROR, name);
    }
    for (const early of [{ nbf: NOW_S + 3600 }, { iat: NOW_S + 3600, exp: NOW_S + 7200 }]) {
      await t.rejects(verifier.verify(await sign(early)), { code: 'UNAVAILABLE', retryAfterMs: 30_000 });
    }
    t.match(await verifier.verify(await sign()), { expiresAt: NOW + 600_000, issuedAt: NOW });
  },
);

t.test('a token signed with another key under a known key id is refused', async (t) => {
  const foreignKeyPair = await generateKeyPair('ES256');
  const { verifier } = await createEcProvider();
  await t.rejects(
    verifier.verify(await signProviderToken(foreignKeyPair.privateKey, 'ES256', 'ec')),
    UNAUTHENTICATED_ERROR,
  );
});

t.test('an external verifier exposes its configured issuer', async (t) => {
  const keySource = await toKeySource([]);
  t.equal(
    createExternalVerifier({ keys: keySource, issuer: PROVIDER_ISSUER, audience: 'chat' }).issuer,
    PROVIDER_ISSUER,
  );
});
