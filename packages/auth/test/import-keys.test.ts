import { exportJWK, generateKeyPair } from 'jose';
import t from 'tap';
import { EXTERNAL_KEY_RULES, importKeys } from '../src/import-keys.ts';
import { toKeySource } from '../src/index.ts';

const ecJwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
const rsaJwk = await exportJWK((await generateKeyPair('RS256')).publicKey);

t.test('a key is imported without its private part', async (t) => {
  const key = (await importKeys([{ ...ecJwk, kid: 'k1' }])).get('k1');
  t.match(key, { kid: 'k1', algorithm: 'ES256' });
  t.equal(key?.key.type, 'public');
});

t.test('the import of a JWKS skips keys that are malformed, not for signing, or without an id', async (t) => {
  const unusableKeys = [
    null,
    7,
    { ...ecJwk },
    { ...ecJwk, kid: 'a b' },
    { ...ecJwk, kid: 'enc', use: 'enc' },
    { ...ecJwk, kid: 'other', alg: 'HS256' },
    { ...ecJwk, kid: 'broken', x: 'AA' },
  ];
  t.equal((await importKeys(unusableKeys as never)).size, 0);
});

t.test(
  "the rules for our own keys refuse RSA keys, and the rules for an identity provider's keys accept them",
  async (t) => {
    const jwks = [{ ...rsaJwk, kid: 'rs/1', alg: 'RS256' }];
    t.equal((await importKeys(jwks)).size, 0);
    t.match((await importKeys(jwks, EXTERNAL_KEY_RULES)).get('rs/1'), { algorithm: 'RS256' });
  },
);

t.test('at most 32 keys of a JWKS are imported', async (t) => {
  const fortyJwks = Array.from({ length: 40 }, (_, n) => ({ ...ecJwk, kid: `k${n}` }));
  t.equal((await importKeys(fortyJwks)).size, 32);
});

t.test('a static key source finds a key by its id', async (t) => {
  const keySource = await toKeySource([{ ...ecJwk, kid: 'k1' }]);
  t.match(await keySource.find('k1'), { kid: 'k1' });
  t.equal(await keySource.find('k2'), undefined);
  t.ok(keySource.holds('k1'));
  t.notOk(keySource.holds('k2'));
});
