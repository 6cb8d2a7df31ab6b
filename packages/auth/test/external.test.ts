import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import t, { type Test } from 'tap';
import {
  createExternalVerifier,
  type ExternalClaims,
  externalKeys,
  type KeySource,
  staticKeys,
  withExternal,
} from '../src/index.ts';
import { issuing, NOW, NOW_S, SESSION, USER } from './fixtures.ts';

const PROVIDER = 'https://id.example';
const claims = { iss: PROVIDER, aud: 'chat', sub: 'ada', iat: NOW_S, exp: NOW_S + 600 };
const keys = {
  rs: await generateKeyPair('RS256'),
  ps: await generateKeyPair('PS256'),
  ec: await generateKeyPair('ES256'),
};
const hour = () => NOW;

type Key = Parameters<SignJWT['sign']>[0];
const signed = (key: Key, alg: string, kid: string, more: object = {}) =>
  new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg, kid }).sign(key);

/** Publishes what is given, as a provider does. */
async function publishing(t: Test, answer: RequestListener): Promise<KeySource> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return externalKeys(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
}
const jwks = async (t: Test, set: (JWK | null)[]) =>
  publishing(t, (_, response) => response.end(JSON.stringify({ keys: set })));
const verifierOf = (source: KeySource) =>
  createExternalVerifier({ keys: source, issuer: PROVIDER, audience: 'chat', now: hour });

t.test('RSA keys verify what they are for, and a key without an algorithm is for RS256', async (t) => {
  const published = [
    { ...(await exportJWK(keys.rs.publicKey)), kid: 'rs/1+=' },
    { ...(await exportJWK(keys.ps.publicKey)), kid: 'ps', alg: 'PS256' },
    { ...(await exportJWK(keys.ec.publicKey)), kid: 'ec-enc', use: 'enc' },
    null,
  ];
  const { verify } = verifierOf(await jwks(t, published));
  t.match(await verify(await signed(keys.rs.privateKey, 'RS256', 'rs/1+=')), {
    subject: 'ada',
    issuer: PROVIDER,
  });
  t.match(await verify(await signed(keys.ps.privateKey, 'PS256', 'ps')), { subject: 'ada' });
  const refused = { code: 'UNAUTHENTICATED' };
  await t.rejects(verify(await signed(keys.ps.privateKey, 'PS256', 'rs/1+=')), refused);
  await t.rejects(verify(await signed(keys.ec.privateKey, 'ES256', 'ec-enc')), refused, 'not for signing');
});

t.test('who is told to have logged out is not let in, and a doubted e-mail is nobody’s', async (t) => {
  const { verify } = verifierOf(await staticKeys([{ ...(await exportJWK(keys.ec.publicKey)), kid: 'ec' }]));
  const saying = (more: object) => signed(keys.ec.privateKey, 'ES256', 'ec', more);
  const logout = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
  await t.rejects(verify(await saying(logout)), { code: 'UNAUTHENTICATED' });
  const email = 'head@school.example';
  for (const email_verified of [false, 'false']) {
    t.match(await verify(await saying({ email, email_verified })), { profile: { email: null } });
  }
  for (const more of [{}, { email_verified: true }]) {
    t.match(await verify(await saying({ email, ...more })), { profile: { email } });
  }
});

t.test('our own verifier takes no RSA, whatever the issuer', async (t) => {
  const { publicKey } = keys.rs;
  const source = await staticKeys([{ ...(await exportJWK(publicKey)), kid: 'rs', alg: 'RS256' }]);
  t.notOk(source.holds('rs'));
});

t.test(
  'keys that are moved, endless, late or none at all are no keys, and nobody is refused for good',
  async (t) => {
    const good = JSON.stringify({ keys: [{ ...(await exportJWK(keys.ec.publicKey)), kid: 'ec' }] });
    const token = await signed(keys.ec.privateKey, 'ES256', 'ec');
    const elsewhere = createServer((_, response) => response.end(good)).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    t.teardown(() => elsewhere.close());
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    const answers: Record<string, RequestListener> = {
      'a redirect': (_, response) => response.writeHead(302, { location }).end(),
      'an error with keys': (_, response) => response.writeHead(500).end(good),
      'too many bytes': (_, response) => response.end(good.replace('{', `{"pad":"${'x'.repeat(300_000)}",`)),
      'no JSON': (_, response) => response.end('<html>'),
      'no keys': (_, response) => response.end('{"keys":"none"}'),
      'another shape': (_, response) => response.end('null'),
      silence: () => {},
    };
    await Promise.all(
      Object.entries(answers).map(async ([name, answer]) => {
        const { verify } = verifierOf(await publishing(t, answer));
        const began = performance.now();
        await t.rejects(verify(token), { code: 'UNAVAILABLE' }, name);
        t.ok(performance.now() - began < 8_000, `${name} is not waited for long`);
      }),
    );
    const { verify } = verifierOf(await publishing(t, (_, response) => response.end(good)));
    await t.resolves(verify(token));
  },
);

t.test(
  'the unverified issuer only chooses who verifies; a token is admitted once, however many ask',
  async (t) => {
    const own = await issuing();
    const external = verifierOf(await staticKeys([{ ...(await exportJWK(keys.ec.publicKey)), kid: 'ec' }]));
    const admitted: ExternalClaims[] = [];
    let fails = true;
    const admit = async (said: ExternalClaims) => {
      admitted.push(said);
      if (fails) throw new Error('away');
      return USER;
    };
    const { verify } = withExternal({ own: own.verifier, external, admit, now: hour });
    const ours = (await own.issuer.issue({ userId: USER, sessionId: SESSION })).token;
    t.match(await verify(ours), { userId: USER, sessionId: SESSION });
    const token = await signed(keys.ec.privateKey, 'ES256', 'ec', { email: 'Ada@X.example' });
    await t.rejects(verify(token), { message: 'away' });
    fails = false;
    const all = await Promise.all(Array.from({ length: 100 }, () => verify(token)));
    t.equal(admitted.length, 2, 'a failure is not remembered, a user is');
    t.match(admitted[1], { profile: { name: 'ada', email: 'ada@x.example', userType: 'Student' } });
    t.match(all[99], { userId: USER, sessionId: /^sess_[0-9a-z]{26}$/, expiresAt: NOW + 600_000 });
    const another = await signed(keys.ec.privateKey, 'ES256', 'ec', { jti: 'two' });
    t.not((await verify(another)).sessionId, all[0]?.sessionId, 'each token has its own session');
    for (const bad of [
      await signed(keys.ec.privateKey, 'ES256', 'ec', { iss: 'kcs-chat' }),
      undefined,
      7,
      'a.b.c',
    ])
      await t.rejects(verify(bad), { code: 'UNAUTHENTICATED' });
  },
);
