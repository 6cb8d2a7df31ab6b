/**
 * Creates the secrets and server configurations of the compose project in one folder, with a subfolder for each service
 * that reads some of them. The program runs before every start and never changes an existing secret. A crash leaves no
 * incomplete file, and the next start creates the files that are missing.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  ensureCredentials,
  formatNatsServerConfig,
  formatRedisAclFile,
  formatRedisUrl,
  SERVICES,
} from '@kcs/credentials';
import { createFileIfMissing, createOrReplaceFile } from './files.ts';
import { createSigningKeysJson } from './signing-keys.ts';

const SESSION_SECRET_BYTE_COUNT = 48;
const FORWARDING_KEY_BYTE_COUNT = 48;
const DATABASE_PASSWORD_BYTE_COUNT = 24;
/** The mode of files with secrets. Only the owner can read them. */
const SECRET_FILE_MODE = 0o400;
/**
 * The mode of server configurations. They contain no secrets. The servers run as different system users, which must all
 * be able to read them.
 */
const PUBLIC_FILE_MODE = 0o644;
/** Where PostgreSQL and Redis listen and NATS stores its data in the compose project. */
const DATABASE_ADDRESS = 'postgres:5432/kcs';
const REDIS_ADDRESS = 'redis:6379';
const NATS_DATA_FOLDER = '/data';

async function createComposeSecrets(root: string): Promise<void> {
  createFileIfMissing(
    join(root, 'chat-api', 'jwt-signing-keys.json'),
    SECRET_FILE_MODE,
    createSigningKeysJson,
  );
  createFileIfMissing(join(root, 'chat-api', 'session-secret'), SECRET_FILE_MODE, () =>
    randomBytes(SESSION_SECRET_BYTE_COUNT).toString('base64url'),
  );
  createFileIfMissing(join(root, 'realtime-gateway', 'forwarding-key'), SECRET_FILE_MODE, () =>
    randomBytes(FORWARDING_KEY_BYTE_COUNT).toString('base64url'),
  );
  createFileIfMissing(join(root, 'database', 'database-url'), SECRET_FILE_MODE, () => {
    const password = randomBytes(DATABASE_PASSWORD_BYTE_COUNT).toString('hex');
    return `postgres://kcs_chat_api:${password}@${DATABASE_ADDRESS}`;
  });
  const { nats, redis } = await ensureCredentials(root);
  for (const service of SERVICES) {
    const serviceRedisUrl = formatRedisUrl(service, redis.passwords, REDIS_ADDRESS);
    createOrReplaceFile(join(root, service, 'redis-url'), SECRET_FILE_MODE, serviceRedisUrl);
  }
  createOrReplaceFile(
    join(root, 'redis', 'users.acl'),
    PUBLIC_FILE_MODE,
    formatRedisAclFile(redis.passwords),
  );
  const natsConfigLines = [
    'listen: "0.0.0.0:4222"',
    // The NATS monitoring page requires no credentials. Only the health check needs it, so it listens only on the
    // loopback address.
    'http: "127.0.0.1:8222"',
    `jetstream { store_dir: "${NATS_DATA_FOLDER}" }`,
    formatNatsServerConfig(nats.trust, `${NATS_DATA_FOLDER}/accounts`),
  ];
  createOrReplaceFile(
    join(root, 'nats', 'nats-server.conf'),
    PUBLIC_FILE_MODE,
    `${natsConfigLines.join('\n')}\n`,
  );
}

const secretsFolder = process.argv[2];
if (secretsFolder) await createComposeSecrets(secretsFolder);
else {
  console.error('No folder for the secrets is given. Run: node main.js <folder>');
  process.exitCode = 1;
}
