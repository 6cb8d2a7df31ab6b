import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { getDemoPassword, isExposed } from '../../src/start/demo-password.ts';

t.test(
  'every listen address except a loopback address counts as reachable from other machines',
  async (t) => {
    for (const host of ['127.0.0.1', '127.0.0.53', '::1', '[::1]', 'localhost'])
      t.notOk(isExposed({ hosts: [host] }), host);
    for (const host of [
      '0.0.0.0',
      '::',
      '*',
      '192.168.1.2',
      'chat.school.example',
      '127.0.0.1.example',
      '10.0.0.1',
    ]) {
      t.ok(isExposed({ hosts: [host] }), host);
      t.ok(isExposed({ hosts: ['127.0.0.1', host] }), `${host} beside a loopback address`);
    }
  },
);

t.test('demo accounts get a generated password if other machines can reach the system', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kcs-demo-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const local = { hosts: ['127.0.0.1'], folder };
  const exposed = { hosts: ['0.0.0.0'], folder };
  t.equal(getDemoPassword(local), 'password123');
  const generated = getDemoPassword(exposed);
  t.match(generated, /^[\w-]{16}$/);
  t.equal(getDemoPassword(exposed), generated, 'later starts keep it');
  t.equal(getDemoPassword(local), generated, 'also when only this machine can reach them again');
  t.equal(statSync(join(folder, 'demo-password')).mode & 0o077, 0, 'nobody else can read the file');
});
