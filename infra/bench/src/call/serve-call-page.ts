import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from '@kcs/testkit';
import { build } from 'esbuild';

const PAGE_ENTRY_PATH = join(import.meta.dirname, '../../page/call-page.ts');
const PAGE_HTML =
  '<!doctype html><link rel="icon" href="data:,"><title>call</title><script type="module" src="/page.js"></script>';

/** Serves the page of a call on a loopback address, where browsers allow cameras. Returns the page's address. */
export async function serveCallPage(t: Pick<TestContext, 'teardown'>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [PAGE_ENTRY_PATH],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['kcs-source', 'module'],
  });
  const pageScript = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScriptRequest = request.url === '/page.js';
    response.setHeader('content-type', isScriptRequest ? 'text/javascript' : 'text/html');
    response.end(isScriptRequest ? pageScript : PAGE_HTML);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
