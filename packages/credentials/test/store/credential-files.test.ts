import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { credsPathOf, ensureCredentials, PRODUCER_KEY_PATHS, SERVICES } from '../../src/index.ts';
import { readCreds, signUser } from '../../src/nats/jwt.ts';
import { connectWithCreds, startProtectedNats } from '../support/protected-nats.ts';

function readAllFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

t.test(
  'ensureCredentials does not change existing credentials, and only the owner can read the files',
  async (t) => {
    const credentialsFolder = t.testdir();
    const firstCredentials = await ensureCredentials(credentialsFolder);
    const textByPath = readAllFiles(credentialsFolder);
    t.same(await ensureCredentials(credentialsFolder), firstCredentials);
    t.same(readAllFiles(credentialsFolder), textByPath);
    for (const path of Object.keys(textByPath))
      t.equal(statSync(join(credentialsFolder, path)).mode & 0o777, 0o600, path);
    for (const name of readdirSync(credentialsFolder))
      t.equal(statSync(join(credentialsFolder, name)).mode & 0o777, 0o700, name);
  },
);

t.test(
  'missing and damaged credentials files are created again, and the servers then accept all users',
  async (t) => {
    const credentialsFolder = t.testdir();
    const firstCredentials = await ensureCredentials(credentialsFolder);
    for (const path of [credsPathOf('chat-api'), PRODUCER_KEY_PATHS.signingKey])
      rmSync(join(credentialsFolder, path));
    writeFileSync(join(credentialsFolder, credsPathOf('presence')), 'damaged');
    rmSync(join(credentialsFolder, 'keys/producers.jwt'));
    const secondCredentials = await ensureCredentials(credentialsFolder);
    t.same(secondCredentials.nats.keys, firstCredentials.nats.keys);
    const signingKey = readFileSync(join(credentialsFolder, PRODUCER_KEY_PATHS.signingKey), 'utf8');
    t.equal(signingKey, firstCredentials.nats.keys['producers-signing'], 'chat-api gets its only key');
    t.same(secondCredentials.redis, firstCredentials.redis);
    t.equal(
      secondCredentials.nats.creds['realtime-gateway'],
      firstCredentials.nats.creds['realtime-gateway'],
    );
    const server = await startProtectedNats(t, secondCredentials);
    for (const service of SERVICES) {
      const creds = readFileSync(join(credentialsFolder, credsPathOf(service)), 'utf8');
      await (await connectWithCreds(t, server, creds, { name: service })).flush();
    }
  },
);

t.test('if the signing keys are missing, all credentials are signed again with new keys', async (t) => {
  const credentialsFolder = t.testdir();
  const firstCredentials = await ensureCredentials(credentialsFolder);
  rmSync(join(credentialsFolder, 'keys'), { recursive: true });
  const secondCredentials = await ensureCredentials(credentialsFolder);
  for (const service of SERVICES)
    t.not(secondCredentials.nats.creds[service], firstCredentials.nats.creds[service]);
  const server = await startProtectedNats(t, secondCredentials);
  await connectWithCreds(t, server, secondCredentials.nats.creds.presence, { name: 'presence' });
  await t.rejects(connectWithCreds(t, server, firstCredentials.nats.creds.presence, { name: 'presence' }));
});

t.test('a NATS user keeps its key when its permissions change', async (t) => {
  const credentialsFolder = t.testdir();
  const { keys, creds } = (await ensureCredentials(credentialsFolder)).nats;
  const presenceUserSeed = readCreds(creds.presence)?.seed ?? '';
  const accountPublicKey = JSON.parse(
    Buffer.from(readCreds(creds.presence)?.jwt.split('.')[1] ?? '', 'base64url').toString(),
  ).iss;
  const outdatedPermissions = { publish: ['of.an.earlier.version'], subscribe: [] };
  const outdatedCreds = await signUser({
    name: 'presence',
    seed: presenceUserSeed,
    account: accountPublicKey,
    signer: keys.services,
    permissions: outdatedPermissions,
  });
  writeFileSync(join(credentialsFolder, credsPathOf('presence')), outdatedCreds);
  const renewedCreds = (await ensureCredentials(credentialsFolder)).nats.creds.presence;
  t.not(renewedCreds, outdatedCreds);
  t.equal(readCreds(renewedCreds)?.seed, presenceUserSeed);
});
