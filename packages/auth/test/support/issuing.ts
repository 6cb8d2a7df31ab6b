import { SignJWT } from 'jose';
import {
  createTokenIssuer,
  createTokenVerifier,
  generateSigningKeys,
  readSigningKeys,
  toKeySource,
} from '../../src/index.ts';

export const ISSUER = 'kcs-chat';
export const AUDIENCE = 'kcs-chat';
export const USER_ID = `user_${'a'.repeat(26)}`;
export const SESSION_ID = `sess_${'b'.repeat(26)}`;
/** A fixed time, so that the result of a test does not depend on the current time. */
export const NOW = Date.UTC(2026, 0, 31, 12);
export const NOW_S = NOW / 1000;

/** Returns an issuer and a verifier that share a new key. The test controls their clock. */
export async function createTestIssuer(clock: { now: number } = { now: NOW }, kid = 'k1') {
  const signingKeysJson = await generateSigningKeys(kid);
  const signingKeys = await readSigningKeys(signingKeysJson);
  const getCurrentTime = () => clock.now;
  const issuerAndVerifierOptions = { issuer: ISSUER, audience: AUDIENCE, now: getCurrentTime };
  const issuer = createTokenIssuer({ keys: signingKeys, ttlS: 3600, ...issuerAndVerifierOptions });
  const verifier = createTokenVerifier({
    keys: await toKeySource(signingKeys.publicKeys),
    ...issuerAndVerifierOptions,
  });
  return { json: signingKeysJson, keys: signingKeys, issuer, verifier, clock, now: getCurrentTime };
}

export const goodHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' };
export const goodClaims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: USER_ID,
  sid: SESSION_ID,
  iat: NOW_S,
  exp: NOW_S + 3600,
  jti: 'one',
};

/** Signs arbitrary claims with an arbitrary header, as a faulty issuer or an attacker who has the key could. */
export const signForgedToken = (
  key: Parameters<SignJWT['sign']>[0],
  claims: object,
  header: object,
): Promise<string> => new SignJWT({ ...claims }).setProtectedHeader({ ...goodHeader, ...header }).sign(key);

export const encodeBase64Url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
