import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readServiceVersion } from '../../src/life/service-version.ts';

t.test('the service version is read from the nearest package.json above the entry file', async (t) => {
  const packageFolder = mkdtempSync(join(tmpdir(), 'kcs-version-'));
  mkdirSync(join(packageFolder, 'service/dist'), { recursive: true });
  writeFileSync(join(packageFolder, 'package.json'), '{"version":"1.0.0"}');
  writeFileSync(join(packageFolder, 'service/package.json'), '{"version":"2.0.0"}');
  t.equal(readServiceVersion(join(packageFolder, 'service/dist/main.js')), '2.0.0');
  t.equal(readServiceVersion(join(packageFolder, 'main.js')), '1.0.0');
});

t.test('the service version is "unknown" without a package.json or without its version field', async (t) => {
  const packageFolder = mkdtempSync(join(tmpdir(), 'kcs-version-'));
  writeFileSync(join(packageFolder, 'package.json'), '{}');
  t.equal(readServiceVersion(join(packageFolder, 'main.js')), 'unknown');
  t.equal(readServiceVersion('/main.js'), 'unknown');
});
