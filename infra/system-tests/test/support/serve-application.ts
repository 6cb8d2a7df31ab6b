import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

interface TeardownRegistry {
  teardown(end: () => void): void;
}

const PAGE_HTML =
  '<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/main.js"></script>';

/**
 * Starts a server that acts like a frontend's development server: it serves a page with one script, and forwards
 * `/api/` to the front door. Resolves with the URL of the page, whose origin differs from that of the front door. The
 * server stops at the end of the test.
 */
export async function serveApplication(
  t: TeardownRegistry,
  script: string,
  frontDoor: string,
): Promise<string> {
  const applicationServer = createServer((incoming, outgoing) => {
    const { url = '/', method, headers } = incoming;
    if (url.startsWith('/api/')) {
      const forwardedRequest = request(`${frontDoor}${url}`, { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      forwardedRequest.on('error', () => outgoing.destroy());
      incoming.pipe(forwardedRequest);
    } else if (url === '/main.js') outgoing.setHeader('content-type', 'text/javascript').end(script);
    else outgoing.setHeader('content-type', 'text/html').end(PAGE_HTML);
  });
  await new Promise<void>((resolve) => applicationServer.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    applicationServer.closeAllConnections();
    applicationServer.close();
  });
  return `http://localhost:${(applicationServer.address() as AddressInfo).port}/`;
}
