import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { getDemoPassword, isFrontDoorExposed } from '../../src/start/demo-password.ts';

t.test(
  'every listen address except a loopback address counts as reachable from other machines',
  async (t) => {
    for (const host of ['127.0.0.1', '127.0.0.53', '::1', '[::1]', 'localhost'])
      t.notOk(isFrontDoorExposed({ hosts: [host] }), host);
    for (const host of [
      '0.0.0.0',
      '::',
      '*',
      '192.168.1.2',
      'chat.school.example',
      '127.0.0.1.example',
      '10.0.0.1',
    ]) {
      t.ok(isFrontDoorExposed({ hosts: [host] }), host);
      t.ok(isFrontDoorExposed({ hosts: ['127.0.0.1', host] }), `${host} beside a loopback address`);
    }
  },
);

t.test('demo accounts get a generated password if other machines can reach the system', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kcs-demo-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const localSettings = { hosts: ['127.0.0.1'], folder };
  const exposedSettings = { hosts: ['0.0.0.0'], folder };
  t.equal(getDemoPassword(localSettings), 'password123');
  const generatedPassword = getDemoPassword(exposedSettings);
  t.match(generatedPassword, /^[\w-]{16}$/);
  t.equal(getDemoPassword(exposedSettings), generatedPassword, 'later starts keep it');
  t.equal(
    getDemoPassword(localSettings),
    generatedPassword,
    'also when only this machine can reach them again',
  );
  t.equal(statSync(join(folder, 'demo-password')).mode & 0o077, 0, 'nobody else can read the file');
});
