import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const SCRIPT = fileURLToPath(new URL('../generate-secrets.mjs', import.meta.url));
const NAMES = ['jwt-signing-keys.json', 'session-secret'];

async function run(...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code;
}

async function contents(folder: string): Promise<string[]> {
  return Promise.all(NAMES.map((name) => readFile(join(folder, name), 'utf8')));
}

/** The folder is made by the script itself, inside one that the test's end takes away. */
async function made(t: Test, name = 'secrets'): Promise<string> {
  t.teardown(() => rm(t.testdirName, { recursive: true, force: true }));
  const folder = join(t.testdirName, name);
  t.equal(await run(folder), 0);
  return folder;
}

t.test(
  'the first start makes one Ed25519 signing key and a session secret, readable by the owner alone',
  async (t) => {
    const folder = await made(t);
    const [keys, secret] = await contents(folder);
    const [jwk, ...others] = JSON.parse(keys as string).keys;
    t.equal(others.length, 0);
    t.equal(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyType, 'ed25519');
    t.match(jwk, { alg: 'EdDSA', use: 'sig', kid: /^[A-Za-z0-9._-]{1,64}$/ });
    t.match(secret, /^[A-Za-z0-9_-]{64}$/);
    t.strictSame((await readdir(folder)).sort(), NAMES, 'no drafts are left');
    for (const name of NAMES) t.equal((await stat(join(folder, name))).mode & 0o777, 0o400);
  },
);

t.test('a later start keeps the secrets', async (t) => {
  const folder = await made(t);
  const before = await contents(folder);
  t.equal(await run(folder), 0);
  t.strictSame(await contents(folder), before);
});

t.test('two deployments share no secret', async (t) => {
  const [one, other] = await Promise.all([made(t, 'one'), made(t, 'other')]);
  const [keys, secret] = await contents(one);
  const [otherKeys, otherSecret] = await contents(other);
  t.not(keys, otherKeys);
  t.not(secret, otherSecret);
});

t.test('without a folder it exits 1', async (t) => {
  t.equal(await run(), 1);
});
