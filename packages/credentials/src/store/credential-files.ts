import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Credentials, issueCredentials } from '../credentials.ts';
import { NATS_ACCOUNT_NAMES, type NatsTrustTokens } from '../nats/accounts.ts';
import { KEY_NAMES, type NatsKeys } from '../nats/keys.ts';
import { readNatsAccountId } from '../nats/server-config.ts';
import { SERVER_USERS, SERVICES, type ServerUserName, type ServiceName } from '../services.ts';

/** The folder that contains the signing keys and the operator's own credentials. No service may read it. */
const KEYS_FOLDER = 'keys';
const TRUST_JWT_NAMES = ['operator', ...NATS_ACCOUNT_NAMES] as const;

/**
 * The paths of the files that chat-api needs to sign the credentials of producers: a signing key of the `PRODUCERS`
 * account, and the public key of this account. The paths are relative to the folder of all credentials.
 */
export const PRODUCER_KEY_PATHS = {
  signingKey: join('chat-api', 'producers-signing.seed'),
  account: join('chat-api', 'producers-account'),
} as const;

/** Returns the path of a user's NATS credentials file, relative to the folder of all credentials. */
export function credsPathOf(user: ServerUserName | 'system'): string {
  return isService(user) ? join(user, 'nats.creds') : join(KEYS_FOLDER, `${user}.creds`);
}

/**
 * Reads the credentials in `folder` and returns them. Creates missing credentials and replaces outdated ones, for
 * example if a new version of a service needs another subject. Each service's credentials are in a separate folder.
 * Only the owner of the files can read them. A crash never leaves a half-written file, and the next call completes the
 * work.
 */
export async function ensureCredentials(folder: string): Promise<Credentials> {
  const readStoredFile = createFileReader(folder);
  const credentials = await issueCredentials({
    keys: collectByName(KEY_NAMES, (name) => readStoredFile(keyPathOf(name))),
    trust: collectByName(TRUST_JWT_NAMES, (name) => readStoredFile(trustJwtPathOf(name))),
    creds: collectByName([...SERVER_USERS, 'system'] as const, (user) => readStoredFile(credsPathOf(user))),
    passwords: collectByName(SERVER_USERS, (user) => readStoredFile(passwordPathOf(user))),
  });
  const { nats, redis } = credentials;
  // Write the keys before the credentials that they sign. If a crash prevented a key from being stored, credentials
  // signed with the key would be useless.
  for (const name of KEY_NAMES) writeFileIfChanged(folder, keyPathOf(name), nats.keys[name]);
  for (const name of TRUST_JWT_NAMES) writeFileIfChanged(folder, trustJwtPathOf(name), nats.trust[name]);
  for (const user of [...SERVER_USERS, 'system'] as const)
    writeFileIfChanged(folder, credsPathOf(user), nats.creds[user]);
  for (const user of SERVER_USERS) writeFileIfChanged(folder, passwordPathOf(user), redis.passwords[user]);
  writeFileIfChanged(folder, PRODUCER_KEY_PATHS.signingKey, nats.keys['producers-signing']);
  writeFileIfChanged(folder, PRODUCER_KEY_PATHS.account, readNatsAccountId(nats.trust, 'producers'));
  return credentials;
}

const keyPathOf = (name: keyof NatsKeys) => join(KEYS_FOLDER, `${name}.seed`);
const trustJwtPathOf = (name: keyof NatsTrustTokens) => join(KEYS_FOLDER, `${name}.jwt`);
const passwordPathOf = (user: ServerUserName) => join(isService(user) ? user : KEYS_FOLDER, 'redis-password');

function isService(user: string): user is ServiceName {
  return (SERVICES as readonly string[]).includes(user);
}

function collectByName<N extends string>(
  names: readonly N[],
  read: (name: N) => string | undefined,
): Partial<Record<N, string>> {
  const foundEntries = names.map((name) => [name, read(name)] as const).filter(([, text]) => text);
  return Object.fromEntries(foundEntries) as Partial<Record<N, string>>;
}

function createFileReader(folder: string): (file: string) => string | undefined {
  return (file) => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
}

/** Writes `text` to the file unless the file already contains exactly this text. */
function writeFileIfChanged(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
