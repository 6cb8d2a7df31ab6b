import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { serviceVersion } from '../../src/life/service-version.ts';

t.test('the service version is read from the nearest package.json above the entry file', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'kcs-version-'));
  mkdirSync(join(root, 'service/dist'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"version":"1.0.0"}');
  writeFileSync(join(root, 'service/package.json'), '{"version":"2.0.0"}');
  t.equal(serviceVersion(join(root, 'service/dist/main.js')), '2.0.0');
  t.equal(serviceVersion(join(root, 'main.js')), '1.0.0');
});

t.test('the service version is "unknown" without a package.json or without its version field', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'kcs-version-'));
  writeFileSync(join(root, 'package.json'), '{}');
  t.equal(serviceVersion(join(root, 'main.js')), 'unknown');
  t.equal(serviceVersion('/main.js'), 'unknown');
});
