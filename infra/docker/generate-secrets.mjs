// Creates the secrets that all replicas share, in the given folder, on the first start of the compose project.
// Guarantee: existing secrets are never changed, and a crash leaves no half-written file.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SESSION_SECRET_BYTES = 48;

/** Returns a private JWKS with one Ed25519 key. chat-api signs with it and publishes its public half. */
function createSigningKeys() {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...jwk, kid: randomUUID(), alg: 'EdDSA', use: 'sig' }] });
}

function createIfMissing(folder, name, create) {
  const file = join(folder, name);
  if (existsSync(file)) {
    console.log(`Kept ${name}`);
    return;
  }
  const draft = join(folder, `.${name}.${randomUUID()}`);
  writeFileSync(draft, create(), { mode: 0o400, flush: true });
  try {
    linkSync(draft, file);
    console.log(`Created ${name}`);
  } finally {
    rmSync(draft);
  }
}

const folder = process.argv[2];
if (!folder) {
  console.error('No folder for the secrets given. Run: node generate-secrets.mjs <folder>');
  process.exit(1);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });
createIfMissing(folder, 'jwt-signing-keys.json', createSigningKeys);
createIfMissing(folder, 'session-secret', () => randomBytes(SESSION_SECRET_BYTES).toString('base64url'));
