import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Test } from 'tap';

/**
 * Starts a load balancer without stickiness: each request goes to the next of the URLs, which the test may change. Like
 * nginx, it repeats a GET request on the next server if a server cannot be reached, closes the connection without an
 * answer, or answers 503.
 */
export async function startRoundRobin(t: Test, urls: readonly string[]): Promise<string> {
  let turn = 0;
  /** Requests an answer from one server after the other. Resolves with undefined if no server gives one. */
  const findAnswer = (incoming: IncomingMessage, body: Buffer): Promise<Answer | undefined> => {
    turn += 1;
    const end = turn + urls.length;
    const attempt = async (n: number): Promise<Answer | undefined> => {
      const url = new URL(incoming.url ?? '', urls[n % urls.length]);
      const { answer, error } = await requestAnswer(url, incoming, body);
      const isSafe = incoming.method === 'GET' || error?.code === 'ECONNREFUSED';
      if (!isSafe || n + 1 === end || incoming.socket.destroyed) return answer;
      return answer === undefined || answer.response.statusCode === 503 ? attempt(n + 1) : answer;
    };
    return attempt(turn);
  };

  const balancer = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const answer = await findAnswer(incoming, Buffer.concat(chunks));
    if (answer === undefined) return response.destroy();
    response.writeHead(answer.response.statusCode ?? 0, answer.response.headers);
    answer.response.on('error', () => response.destroy()).pipe(response);
  });
  balancer.on('upgrade', async (incoming: IncomingMessage, client: Socket, head) => {
    client.on('error', () => {});
    const answer = await findAnswer(incoming, Buffer.alloc(0));
    if (answer?.upgraded === undefined) return client.destroy();
    const { response, upgraded } = answer;
    const headerLines = response.rawHeaders.flatMap((name, at, all) =>
      at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
    );
    client.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines.join('\r\n')}\r\n\r\n`);
    upgraded.write(head);
    client.pipe(upgraded).pipe(client);
    upgraded.on('error', () => {}).on('close', () => client.destroy());
    client.on('close', () => upgraded.destroy());
  });
  await once(balancer.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    balancer.close();
    balancer.closeAllConnections();
  });
  return `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
}

interface Answer {
  readonly response: IncomingMessage;
  /** The connection to the server, if the server has accepted an upgrade. */
  readonly upgraded: Socket | undefined;
}

/** Resolves with the answer of the server, or with the error that ended the request. */
function requestAnswer(
  url: URL,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<{ readonly answer?: Answer; readonly error?: NodeJS.ErrnoException }> {
  const { method, headers } = incoming;
  const outgoing = request(url, { method, headers, agent: false });
  const abandonRequest = () => outgoing.destroy();
  incoming.socket.once('close', abandonRequest);
  outgoing.once('close', () => incoming.socket.off('close', abandonRequest));
  return new Promise((resolve) => {
    outgoing.on('error', (error) => resolve({ error }));
    outgoing.on('response', (response) => resolve({ answer: { response, upgraded: undefined } }));
    outgoing.on('upgrade', (response, upgraded: Socket, head) => {
      if (head.length > 0) upgraded.unshift(head);
      resolve({ answer: { response, upgraded } });
    });
    outgoing.end(body);
  });
}
