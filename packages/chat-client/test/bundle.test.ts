import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { bundleModule } from './support/serve-page.ts';

/** The largest allowed size of the compressed bundle, in KB. More than half of it is the Socket.IO client. */
const MAX_BUNDLE_KB = 44;

t.test('the browser bundle is small and contains no schemas or Node modules', async (t) => {
  const bundleCode = await bundleModule(join(import.meta.dirname, 'support/page.ts'));
  const bundleKilobytes = gzipSync(bundleCode).length / 1_024;
  t.ok(bundleKilobytes < MAX_BUNDLE_KB, `${bundleKilobytes.toFixed(1)} KB`);
  t.notMatch(bundleCode, /typebox|additionalProperties/i);
  t.notMatch(bundleCode, /node:fs|datasync/);
});

/**
 * The largest allowed size of the compressed bundle of calls, in KB. This bundle is not part of a page's first load.
 */
const MAX_CALLS_BUNDLE_KB = 14;

t.test('the bundle of calls is small and contains no schemas', async (t) => {
  const bundleCode = await bundleModule(join(import.meta.dirname, '../src/calls.ts'));
  const bundleKilobytes = gzipSync(bundleCode).length / 1_024;
  t.ok(bundleKilobytes < MAX_CALLS_BUNDLE_KB, `${bundleKilobytes.toFixed(1)} KB`);
  t.notMatch(bundleCode, /typebox|additionalProperties/i);
});
