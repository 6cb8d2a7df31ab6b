import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Test } from 'tap';

/**
 * Starts a load balancer without stickiness: each request goes to the next of the URLs. Like nginx, it repeats a GET
 * request on the next server if a server cannot be reached, or closes the connection without an answer.
 */
export async function startRoundRobin(t: Test, urls: readonly string[]): Promise<string> {
  let turn = 0;
  const nextUrl = () => new URL(urls[turn++ % urls.length] as string);

  const balancer = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const attempt = (attemptsLeft: number) => {
      const { method, headers } = incoming;
      const outgoing = request(new URL(incoming.url ?? '', nextUrl()), { method, headers, agent: false });
      outgoing.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.on('error', () => response.destroy()).pipe(response);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const isSafe = incoming.method === 'GET' || error.code === 'ECONNREFUSED';
        if (response.destroyed || response.headersSent || !isSafe || attemptsLeft === 0) response.destroy();
        else attempt(attemptsLeft - 1);
      });
      response.once('close', () => outgoing.destroy());
      outgoing.end(Buffer.concat(chunks));
    };
    attempt(urls.length);
  });
  balancer.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    const { hostname, port } = nextUrl();
    const upstream = connect(Number(port), hostname);
    const headerLines = incoming.rawHeaders.flatMap((name, at, all) =>
      at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
    );
    upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${headerLines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
    for (const side of [socket, upstream]) {
      side.on('error', () => {});
      side.on('close', () => {
        socket.destroy();
        upstream.destroy();
      });
    }
  });
  await once(balancer.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    balancer.close();
    balancer.closeAllConnections();
  });
  return `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
}
