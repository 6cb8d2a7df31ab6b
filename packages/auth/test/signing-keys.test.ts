import t from 'tap';
import {
  DEVELOPMENT_KEY_ID,
  developmentSigningKeys,
  generateSigningKeys,
  readSigningKeys,
  signingKeyProblems,
} from '../src/index.ts';

const good = JSON.parse(await generateSigningKeys('k1')).keys[0];

t.test('a generated JWKS is usable, and its public keys have no private part', async (t) => {
  const json = await generateSigningKeys('2026-01');
  t.same(signingKeyProblems(json), []);
  const keys = await readSigningKeys(json);
  t.equal(keys.kid, '2026-01');
  const [shown] = keys.publicKeys;
  t.same(Object.keys(shown as object).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

const bad: Record<string, [json: string, problem: RegExp]> = {
  'not JSON': ['hunter2', /not JSON/],
  null: ['null', /has no keys/],
  'no keys': ['{"keys":[]}', /has no keys/],
  'keys not a list': ['{"keys":{"kty":"OKP"}}', /has no keys/],
  'a key that is null': ['{"keys":[null]}', /not an object/],
  'no kid': [JSON.stringify({ keys: [{ ...good, kid: undefined }] }), /needs a kid/],
  'a public key': [JSON.stringify({ keys: [{ ...good, d: undefined }] }), /no private part/],
  'a symmetric key': [JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'k1' }] }), /must be Ed25519/],
  'the wrong curve': [JSON.stringify({ keys: [{ ...good, crv: 'Ed448' }] }), /must be Ed25519/],
  'an alg that does not match the key': [
    JSON.stringify({ keys: [{ ...good, alg: 'HS256' }] }),
    /must be Ed25519/,
  ],
  'the same kid twice': [JSON.stringify({ keys: [good, good] }), /same kid/],
};
for (const [name, [json, problem]] of Object.entries(bad)) {
  t.test(`unusable signing keys are refused with a reason that does not reveal them: ${name}`, async (t) => {
    const problems = signingKeyProblems(json).join('\n');
    t.match(problems, problem);
    t.notOk(problems.includes('hunter2') || problems.includes(good.d));
    await t.rejects(readSigningKeys(json), { message: problem });
  });
}

t.test('the development key is the same on every machine and has a key id of its own', async (t) => {
  t.equal(developmentSigningKeys(), developmentSigningKeys());
  t.equal((await readSigningKeys(developmentSigningKeys())).kid, DEVELOPMENT_KEY_ID);
});
