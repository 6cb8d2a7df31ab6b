import type { JWK } from 'jose';
import t from 'tap';
import { algorithmOf, externalAlgorithmOf } from '../src/jwk-algorithm.ts';

const ed25519Jwk: JWK = { kty: 'OKP', crv: 'Ed25519' };
const p256Jwk: JWK = { kty: 'EC', crv: 'P-256' };
const rsaJwk: JWK = { kty: 'RSA' };

t.test(
  'the algorithm of one of our own keys is derived from its type and curve, and its `alg` must match (TRAP-38)',
  async (t) => {
    t.equal(algorithmOf(ed25519Jwk), 'EdDSA');
    t.equal(algorithmOf({ ...p256Jwk, alg: 'ES256' }), 'ES256');
    for (const bad of [
      rsaJwk,
      { kty: 'oct' },
      { kty: 'EC', crv: 'P-384' },
      { ...ed25519Jwk, alg: 'HS256' },
    ]) {
      t.equal(algorithmOf(bad), undefined);
    }
  },
);

t.test("an identity provider's RSA key is used with RS256, or with PS256 if that is its `alg`", async (t) => {
  t.equal(externalAlgorithmOf(ed25519Jwk), 'EdDSA');
  t.equal(externalAlgorithmOf(rsaJwk), 'RS256');
  t.equal(externalAlgorithmOf({ ...rsaJwk, alg: 'PS256' }), 'PS256');
  t.equal(externalAlgorithmOf({ ...rsaJwk, alg: 'RSA-OAEP' }), undefined);
});
