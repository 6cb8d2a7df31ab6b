import { spawn } from 'node:child_process';
import { createHash, createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const PROGRAM_PATH = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SERVICE_NAMES = ['chat-api', 'presence', 'realtime-gateway'];
/** The folders that the services and servers can read, and the files in each folder. */
const SECRET_FILES_BY_SERVICE: Record<string, string[]> = {
  'chat-api': [
    'jwt-signing-keys.json',
    'nats.creds',
    'producers-account',
    'producers-signing.seed',
    'redis-password',
    'redis-url',
    'session-secret',
  ],
  presence: ['nats.creds', 'redis-password', 'redis-url'],
  'realtime-gateway': ['forwarding-key', 'nats.creds', 'redis-password', 'redis-url'],
};
const CONFIGURATION_FILES = ['nats/nats-server.conf', 'redis/users.acl'];

/** Runs the program and returns its exit code. */
async function runProgram(...args: string[]): Promise<number> {
  const programProcess = spawn(process.execPath, [PROGRAM_PATH, ...args], { stdio: 'ignore' });
  const [code] = await once(programProcess, 'exit');
  return code;
}

/** Returns the content of every file in the folder, keyed by the file's path. */
async function readAllFiles(folder: string): Promise<Record<string, string>> {
  const fileEntries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const contentEntryPromises = fileEntries.map(async ({ parentPath, name }) => {
    const filePath = join(parentPath, name);
    return [filePath.slice(folder.length + 1), await readFile(filePath, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(contentEntryPromises));
}

/** Runs the program on a new folder and returns the folder, which is deleted at the end of the test. */
async function createSecretsFolder(t: Test, name = 'secrets'): Promise<string> {
  t.teardown(() => rm(t.testdirName, { recursive: true, force: true }));
  const secretsFolder = join(t.testdirName, name);
  t.equal(await runProgram(secretsFolder), 0);
  return secretsFolder;
}

t.test('the first start creates the secrets of chat-api and of the gateways', async (t) => {
  const secretsFolder = await createSecretsFolder(t);
  const contentsByPath = await readAllFiles(secretsFolder);
  const [jwk, ...others] = JSON.parse(contentsByPath['chat-api/jwt-signing-keys.json'] ?? '').keys;
  t.equal(others.length, 0);
  t.equal(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyType, 'ed25519');
  t.match(jwk, { alg: 'EdDSA', use: 'sig', kid: /^[A-Za-z0-9._-]{1,64}$/ });
  t.match(contentsByPath['chat-api/session-secret'], /^[A-Za-z0-9_-]{64}$/);
  t.match(contentsByPath['realtime-gateway/forwarding-key'], /^[A-Za-z0-9_-]{64}$/);
});

t.test(
  'each service can read only its own secrets, and server configurations contain no secrets (BUS-5)',
  async (t) => {
    const secretsFolder = await createSecretsFolder(t);
    const contentsByPath = await readAllFiles(secretsFolder);
    for (const service of SERVICE_NAMES) {
      t.strictSame(
        (await readdir(join(secretsFolder, service))).sort(),
        SECRET_FILES_BY_SERVICE[service],
        'no temporary files are left',
      );
      t.match(
        contentsByPath[`${service}/redis-url`],
        new RegExp(`^redis://${service}:[\\w-]{43}@redis:6379$`),
      );
    }
    for (const [path, text] of Object.entries(contentsByPath)) {
      const { mode } = await stat(join(secretsFolder, path));
      if (CONFIGURATION_FILES.includes(path)) {
        t.equal(mode & 0o777, 0o644, path);
        t.notMatch(text, /\bS[OAU][A-Z2-7]{50,}\b/, 'no private key');
        for (const service of SERVICE_NAMES)
          t.notOk(text.includes(contentsByPath[`${service}/redis-password`] ?? '-'));
      } else t.equal(mode & 0o077, 0, path);
    }
    const seedFileEntries = Object.entries(contentsByPath).filter(([path]) => /^keys\/.*\.seed$/.test(path));
    t.equal(seedFileEntries.length, 5);
    for (const [path, text] of Object.entries(contentsByPath)) {
      if (path.startsWith('keys/')) continue;
      for (const [name, key] of seedFileEntries) {
        if (path === 'chat-api/producers-signing.seed' && name === 'keys/producers-signing.seed') continue;
        t.notOk(text.includes(key), `${path} does not contain ${name}`);
      }
    }
    const passwordHash = createHash('sha256')
      .update(contentsByPath['presence/redis-password'] ?? '')
      .digest('hex');
    t.match(
      contentsByPath['database/database-url'],
      /^postgres:\/\/kcs_chat_api:\w{48}@postgres:5432\/kcs$/,
      'chat-api is not the owner of the tables',
    );
    t.match(contentsByPath['redis/users.acl'], `user presence reset resetchannels on #${passwordHash}`);
  },
);

t.test('the next start of the compose project changes no secret and no configuration', async (t) => {
  const secretsFolder = await createSecretsFolder(t);
  const contentsByPathBefore = await readAllFiles(secretsFolder);
  t.equal(await runProgram(secretsFolder), 0);
  t.strictSame(await readAllFiles(secretsFolder), contentsByPathBefore);
});

t.test('an upgrade keeps keys and passwords, and updates the files that are derived from them', async (t) => {
  const secretsFolder = await createSecretsFolder(t);
  const contentsByPathBefore = await readAllFiles(secretsFolder);
  for (const filePath of ['redis/users.acl', 'nats/nats-server.conf', 'presence/nats.creds']) {
    await writeFile(join(secretsFolder, filePath), 'of an earlier version');
  }
  const redisUrlFile = join(secretsFolder, 'presence/redis-url');
  await chmod(redisUrlFile, 0o600);
  await writeFile(redisUrlFile, 'redis://redis:6379');
  t.equal(await runProgram(secretsFolder), 0);
  const { 'presence/nats.creds': creds, ...others } = await readAllFiles(secretsFolder);
  const { 'presence/nats.creds': _, ...othersBefore } = contentsByPathBefore;
  t.strictSame(others, othersBefore);
  t.match(creds, /BEGIN NATS USER JWT/);
});

t.test('two deployments of the compose project have different secrets', async (t) => {
  const [one, other] = await Promise.all([createSecretsFolder(t, 'one'), createSecretsFolder(t, 'other')]);
  const [files, otherFiles] = [await readAllFiles(one), await readAllFiles(other)];
  for (const [path, text] of Object.entries(files)) t.not(text, otherFiles[path], path);
});

t.test('the program that creates the secrets exits with code 1 if no folder is given', async (t) => {
  t.equal(await runProgram(), 1);
});
