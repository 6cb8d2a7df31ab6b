import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { bundleModule } from './support/serve-page.ts';

/** The largest allowed size of the compressed bundle, in KB. More than half of it is the Socket.IO client. */
const MAX_KB = 40;

t.test('the browser bundle is small and contains no schemas or Node modules', async (t) => {
  const code = await bundleModule(join(import.meta.dirname, 'support/page.ts'));
  const kilobytes = gzipSync(code).length / 1_024;
  t.ok(kilobytes < MAX_KB, `${kilobytes.toFixed(1)} KB`);
  t.notMatch(code, /typebox|additionalProperties/i);
  t.notMatch(code, /node:fs|datasync/);
});
