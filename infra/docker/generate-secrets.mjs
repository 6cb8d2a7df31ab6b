// First start of the compose project: makes the secrets that every replica shares, in the folder given.
// Guarantee: what is already there is never touched, and a crash leaves no half-written file.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SESSION_SECRET_BYTES = 48;

/** A private JWKS with one Ed25519 key: chat-api signs with it and publishes its public half. */
function signingKeys() {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...jwk, kid: randomUUID(), alg: 'EdDSA', use: 'sig' }] });
}

function keepOrMake(folder, name, make) {
  const file = join(folder, name);
  if (existsSync(file)) {
    console.log(`${name}: kept`);
    return;
  }
  const draft = join(folder, `.${name}.${randomUUID()}`);
  writeFileSync(draft, make(), { mode: 0o400, flush: true });
  try {
    linkSync(draft, file);
    console.log(`${name}: made`);
  } finally {
    rmSync(draft);
  }
}

const folder = process.argv[2];
if (!folder) {
  console.error('Name the folder of the secrets: node generate-secrets.mjs <folder>');
  process.exit(1);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });
keepOrMake(folder, 'jwt-signing-keys.json', signingKeys);
keepOrMake(folder, 'session-secret', () => randomBytes(SESSION_SECRET_BYTES).toString('base64url'));
