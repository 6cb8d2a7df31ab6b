import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const SCRIPT = fileURLToPath(new URL('../generate-secrets.mjs', import.meta.url));
const NAMES = ['jwt-signing-keys.json', 'session-secret'];

/** Runs the script and returns its exit code. */
async function run(...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code;
}

async function readSecrets(folder: string): Promise<string[]> {
  return Promise.all(NAMES.map((name) => readFile(join(folder, name), 'utf8')));
}

/** Runs the script on a new folder. The folder is deleted at the end of the test. */
async function createSecrets(t: Test, name = 'secrets'): Promise<string> {
  t.teardown(() => rm(t.testdirName, { recursive: true, force: true }));
  const folder = join(t.testdirName, name);
  t.equal(await run(folder), 0);
  return folder;
}

t.test(
  'the first start creates one Ed25519 signing key and a session secret, readable only by the owner',
  async (t) => {
    const folder = await createSecrets(t);
    const [keys, secret] = await readSecrets(folder);
    const [jwk, ...others] = JSON.parse(keys as string).keys;
    t.equal(others.length, 0);
    t.equal(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyType, 'ed25519');
    t.match(jwk, { alg: 'EdDSA', use: 'sig', kid: /^[A-Za-z0-9._-]{1,64}$/ });
    t.match(secret, /^[A-Za-z0-9_-]{64}$/);
    t.strictSame((await readdir(folder)).sort(), NAMES, 'no temporary files are left');
    for (const name of NAMES) t.equal((await stat(join(folder, name))).mode & 0o777, 0o400);
  },
);

t.test('a later start keeps the existing secrets', async (t) => {
  const folder = await createSecrets(t);
  const before = await readSecrets(folder);
  t.equal(await run(folder), 0);
  t.strictSame(await readSecrets(folder), before);
});

t.test('two deployments have different secrets', async (t) => {
  const [one, other] = await Promise.all([createSecrets(t, 'one'), createSecrets(t, 'other')]);
  const [keys, secret] = await readSecrets(one);
  const [otherKeys, otherSecret] = await readSecrets(other);
  t.not(keys, otherKeys);
  t.not(secret, otherSecret);
});

t.test('without a folder it exits with 1', async (t) => {
  t.equal(await run(), 1);
});
