import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { bundle } from './support/serve-page.ts';

/** Compressed, not minified. More than half of it is Socket.IO's client. */
const MOST_KB = 34;

t.test('what a page loads is small, and holds neither the schemas nor anything of Node', async (t) => {
  const code = await bundle(join(import.meta.dirname, 'support/page.ts'));
  const kilobytes = gzipSync(code).length / 1_024;
  t.ok(kilobytes < MOST_KB, `${kilobytes.toFixed(1)} KB`);
  t.notMatch(code, /typebox|additionalProperties/i);
  t.notMatch(code, /node:fs|datasync/);
});
