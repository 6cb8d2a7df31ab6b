import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from '@kcs/testkit';
import { build, defaultClientConditions } from 'vite';

/** Returns a module and all its imports as a single script for browsers. */
export async function bundleModule(entry: string): Promise<string> {
  const buildResult = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['kcs-source', ...defaultClientConditions] },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'], fileName: 'page' } },
  });
  const [output] = Array.isArray(buildResult) ? buildResult : [buildResult];
  if (!output || !('output' in output)) throw new Error('Vite built nothing');
  return output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

/**
 * Serves the test page on a loopback address, where browsers allow the same features as over HTTPS. Returns the page's
 * origin.
 */
export async function startPageServer(t: TestContext): Promise<string> {
  const pageScript = await bundleModule(join(import.meta.dirname, 'page.ts'));
  const server = createServer((request, response) => {
    const isPageScriptRequest = request.url === '/page.js';
    response.setHeader('content-type', isPageScriptRequest ? 'text/javascript' : 'text/html');
    response.end(
      isPageScriptRequest
        ? pageScript
        : '<!doctype html><title>test</title><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
