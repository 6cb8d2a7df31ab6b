import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The environment that signs tokens and protects sessions: what is set stays; for the rest development secrets are
 * made once and kept, readable by the owner only. In production nothing is made up: the services say what is missing.
 */
export function secretEnvironment(
  folder: string,
  env: Readonly<Record<string, string>>,
  production: boolean,
): Record<string, string> {
  if (production) return {};
  const secrets: Record<string, string> = {};
  if (!env.JWT_SIGNING_KEYS && !env.JWT_SIGNING_KEYS_FILE) {
    secrets.JWT_SIGNING_KEYS_FILE = keep(join(folder, 'secrets', 'jwt-signing-keys.json'), developmentKeys);
  }
  if (!env.SESSION_SECRET && !env.SESSION_SECRET_FILE) {
    const file = keep(join(folder, 'secrets', 'session-secret'), () => randomBytes(32).toString('hex'));
    secrets.SESSION_SECRET = readFileSync(file, 'utf8');
  }
  return secrets;
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, make(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return file;
}

/** A private JWKS with one Ed25519 key. */
function developmentKeys(): string {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const kid = `dev-${randomBytes(6).toString('hex')}`;
  return JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', d, x, kid, alg: 'EdDSA', use: 'sig' }] });
}
