import t from 'tap';
import {
  createDevelopmentSigningKeysJson,
  DEVELOPMENT_KEY_ID,
  findSigningKeyProblems,
  generateSigningKeys,
  readSigningKeys,
} from '../src/index.ts';

const validPrivateJwk = JSON.parse(await generateSigningKeys('k1')).keys[0];

t.test('a generated JWKS is usable, and its public keys contain no private key material', async (t) => {
  const signingKeysJson = await generateSigningKeys('2026-01');
  t.same(findSigningKeyProblems(signingKeysJson), []);
  const keys = await readSigningKeys(signingKeysJson);
  t.equal(keys.kid, '2026-01');
  const [shown] = keys.publicKeys;
  t.same(Object.keys(shown as object).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

const invalidKeySets: Record<string, [json: string, problem: RegExp]> = {
  'not JSON': ['hunter2', /not JSON/],
  null: ['null', /has no keys/],
  'no keys': ['{"keys":[]}', /has no keys/],
  'keys not a list': ['{"keys":{"kty":"OKP"}}', /has no keys/],
  'a key that is null': ['{"keys":[null]}', /must be an object/],
  'no kid': [JSON.stringify({ keys: [{ ...validPrivateJwk, kid: undefined }] }), /needs a kid/],
  'a public key': [JSON.stringify({ keys: [{ ...validPrivateJwk, d: undefined }] }), /no private part/],
  'a symmetric key': [JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'k1' }] }), /must be Ed25519/],
  'the wrong curve': [JSON.stringify({ keys: [{ ...validPrivateJwk, crv: 'Ed448' }] }), /must be Ed25519/],
  'an alg that does not match the key': [
    JSON.stringify({ keys: [{ ...validPrivateJwk, alg: 'HS256' }] }),
    /must be Ed25519/,
  ],
  'the same kid twice': [JSON.stringify({ keys: [validPrivateJwk, validPrivateJwk] }), /same kid/],
};
for (const [name, [json, problem]] of Object.entries(invalidKeySets)) {
  t.test(`unusable signing keys are refused with a reason that does not reveal them: ${name}`, async (t) => {
    const problemsText = findSigningKeyProblems(json).join('\n');
    t.match(problemsText, problem);
    t.notOk(problemsText.includes('hunter2') || problemsText.includes(validPrivateJwk.d));
    await t.rejects(readSigningKeys(json), { message: problem });
  });
}

t.test('the development key is the same on every machine and has its own key id', async (t) => {
  t.equal(createDevelopmentSigningKeysJson(), createDevelopmentSigningKeysJson());
  t.equal((await readSigningKeys(createDevelopmentSigningKeysJson())).kid, DEVELOPMENT_KEY_ID);
});
