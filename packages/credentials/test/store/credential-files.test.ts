import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { credsFile, keepCredentials, SERVICES } from '../../src/index.ts';
import { readCreds, signUser } from '../../src/nats/jwt.ts';
import { connectWith, startProtectedNats } from '../support/protected-nats.ts';

function readAll(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

t.test('a second start keeps all credentials, and only the owner can read the files', async (t) => {
  const folder = t.testdir();
  const first = await keepCredentials(folder);
  const files = readAll(folder);
  t.same(await keepCredentials(folder), first);
  t.same(readAll(folder), files);
  for (const path of Object.keys(files)) t.equal(statSync(join(folder, path)).mode & 0o777, 0o600, path);
  for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o700, name);
});

t.test('missing and damaged files are created again, and the servers accept all users', async (t) => {
  const folder = t.testdir();
  const first = await keepCredentials(folder);
  rmSync(join(folder, credsFile('chat-api')));
  writeFileSync(join(folder, credsFile('presence')), 'damaged');
  rmSync(join(folder, 'keys/producers.jwt'));
  const second = await keepCredentials(folder);
  t.same(second.nats.keys, first.nats.keys);
  t.same(second.redis, first.redis);
  t.equal(second.nats.creds['realtime-gateway'], first.nats.creds['realtime-gateway']);
  const server = await startProtectedNats(t, second);
  for (const service of SERVICES) {
    const creds = readFileSync(join(folder, credsFile(service)), 'utf8');
    await (await connectWith(t, server, creds, { name: service })).flush();
  }
});

t.test('if the signing keys are missing, new keys sign all credentials again', async (t) => {
  const folder = t.testdir();
  const first = await keepCredentials(folder);
  rmSync(join(folder, 'keys'), { recursive: true });
  const second = await keepCredentials(folder);
  for (const service of SERVICES) t.not(second.nats.creds[service], first.nats.creds[service]);
  const server = await startProtectedNats(t, second);
  await connectWith(t, server, second.nats.creds.presence, { name: 'presence' });
  await t.rejects(connectWith(t, server, first.nats.creds.presence, { name: 'presence' }));
});

t.test('a user whose permissions changed keeps its key', async (t) => {
  const folder = t.testdir();
  const { keys, creds } = (await keepCredentials(folder)).nats;
  const seed = readCreds(creds.presence)?.seed ?? '';
  const account = JSON.parse(
    Buffer.from(readCreds(creds.presence)?.jwt.split('.')[1] ?? '', 'base64url').toString(),
  ).iss;
  const permissions = { publish: ['of.an.earlier.version'], subscribe: [] };
  const older = await signUser({ name: 'presence', seed, account, signer: keys.services, permissions });
  writeFileSync(join(folder, credsFile('presence')), older);
  const again = (await keepCredentials(folder)).nats.creds.presence;
  t.not(again, older);
  t.equal(readCreds(again)?.seed, seed);
});
