import type { RequestListener } from 'node:http';
import { exportJWK } from 'jose';
import t from 'tap';
import { createExternalKeySource } from '../../src/index.ts';
import { createProviderVerifier, keyPairs, signProviderToken, startHttpServer } from '../support/provider.ts';

t.test(
  'a JWKS response that redirects, fails, never ends, or arrives late provides no keys, and the client may retry',
  async (t) => {
    const validJwksJson = JSON.stringify({
      keys: [{ ...(await exportJWK(keyPairs.ec.publicKey)), kid: 'ec' }],
    });
    const token = await signProviderToken(keyPairs.ec.privateKey, 'ES256', 'ec');
    const redirectTargetUrl = await startHttpServer(t, (_, response) => response.end(validJwksJson));
    const unusableResponders: Record<string, RequestListener> = {
      'a redirect': (_, response) => response.writeHead(302, { location: redirectTargetUrl }).end(),
      'an error with keys': (_, response) => response.writeHead(500).end(validJwksJson),
      'too many bytes': (_, response) =>
        response.end(validJwksJson.replace('{', `{"pad":"${'x'.repeat(300_000)}",`)),
      'not JSON': (_, response) => response.end('<html>'),
      'no keys': (_, response) => response.end('{"keys":"none"}'),
      'another shape': (_, response) => response.end('null'),
      'no response': () => {},
    };
    await Promise.all(
      Object.entries(unusableResponders).map(async ([name, respond]) => {
        const { verify } = createProviderVerifier(createExternalKeySource(await startHttpServer(t, respond)));
        const startedAt = performance.now();
        await t.rejects(verify(token), { code: 'UNAVAILABLE' }, name);
        t.ok(performance.now() - startedAt < 8_000, `${name} ends within the timeout`);
      }),
    );
    const { verify } = createProviderVerifier(createExternalKeySource(redirectTargetUrl));
    await t.resolves(verify(token));
  },
);
