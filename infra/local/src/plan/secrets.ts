import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns the environment variables that contain the secrets for signing tokens and protecting sessions, except those
 * that the user has set. Outside production, the secrets are generated once and kept in `folder/secrets`, where only
 * the owner can read them. In production, nothing is generated, and the services report what is missing.
 */
export function createSecretEnvironment(
  folder: string,
  env: Readonly<Record<string, string>>,
  production: boolean,
): Record<string, string> {
  if (production) return {};
  const secretEnvironment: Record<string, string> = {};
  if (!env.JWT_SIGNING_KEYS && !env.JWT_SIGNING_KEYS_FILE) {
    const signingKeysFile = join(folder, 'secrets', 'jwt-signing-keys.json');
    secretEnvironment.JWT_SIGNING_KEYS_FILE = createFileIfMissing(
      signingKeysFile,
      createDevelopmentSigningKeysJson,
    );
  }
  if (!env.SESSION_SECRET && !env.SESSION_SECRET_FILE) {
    const sessionSecretFile = join(folder, 'secrets', 'session-secret');
    createFileIfMissing(sessionSecretFile, () => randomBytes(32).toString('hex'));
    secretEnvironment.SESSION_SECRET = readFileSync(sessionSecretFile, 'utf8');
  }
  return secretEnvironment;
}

/**
 * Returns the environment variable with the key that all gateways share, unless the user has set one. The key is
 * generated and kept like the other secrets.
 */
export function createForwardingKeyEnvironment(
  folder: string,
  env: Readonly<Record<string, string>>,
  production: boolean,
): Record<string, string> {
  if (production || env.FORWARDING_KEY || env.FORWARDING_KEY_FILE) return {};
  const keyFile = join(folder, 'secrets', 'forwarding-key');
  return { FORWARDING_KEY_FILE: createFileIfMissing(keyFile, () => randomBytes(32).toString('hex')) };
}

/** Returns chat-api's password for the private PostgreSQL server. The first call creates it in `folder/secrets`. */
export function ensureDatabasePassword(folder: string): string {
  const passwordFile = join(folder, 'secrets', 'database-password');
  return readFileSync(
    createFileIfMissing(passwordFile, () => randomBytes(24).toString('hex')),
    'utf8',
  );
}

/** Creates the file unless it already exists, and returns its path. A crash never leaves an incomplete file. */
function createFileIfMissing(file: string, content: () => string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, content(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return file;
}

/** Returns a new private JWKS with one Ed25519 key. */
function createDevelopmentSigningKeysJson(): string {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const keyId = `dev-${randomBytes(6).toString('hex')}`;
  return JSON.stringify({
    keys: [{ kty: 'OKP', crv: 'Ed25519', d, x, kid: keyId, alg: 'EdDSA', use: 'sig' }],
  });
}
