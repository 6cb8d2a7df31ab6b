import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { createRestClient } from '../../src/api/rest-client.ts';

/** Starts an HTTP server that answers with `respond`. Returns a REST client for it. */
async function startServer(
  t: Test,
  respond: (request: IncomingMessage, response: ServerResponse) => unknown,
  silenceMs?: number,
) {
  const server = createServer(respond);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return createRestClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, silenceMs);
}
const failure = (code: string, message: string, details?: object) =>
  JSON.stringify({ success: false, error: { code, message, details }, request_id: 'r' });

t.test(
  'a request sends its method, token, and body, and resolves with the data and page of the response',
  async (t) => {
    const rest = await startServer(t, async (request, response) => {
      const { method, url, headers } = request;
      const receivedRequest = { method, url, token: headers.authorization, type: headers['content-type'] };
      const data = { ...receivedRequest, body: await text(request) };
      response.end(JSON.stringify({ success: true, data, page: { next_cursor: 'c', has_more: true } }));
    });
    t.match(await rest('/chat/rooms', { method: 'POST', body: { a: 1 }, token: 'secret' }), {
      data: {
        method: 'POST',
        url: '/api/v1/chat/rooms',
        token: 'Bearer secret',
        type: 'application/json',
        body: '{"a":1}',
      },
      page: { next_cursor: 'c', has_more: true },
    });
    t.match(await rest('/chat/rooms'), { data: { method: 'GET', token: undefined, body: '' } });
  },
);

t.test("a failed request throws an error with the server's code, message, and requested wait", async (t) => {
  const rest = await startServer(t, (_request, response) => {
    response.writeHead(429, { 'retry-after': '2' }).end(failure('RATE_LIMITED', 'Too many requests.'));
  });
  await t.rejects(rest('/x'), { code: 'RATE_LIMITED', message: 'Too many requests.', retryAfterMs: 2_000 });
});

t.test('a canceled request ends at once, and the server sees that its connection is closed', async (t) => {
  const abortController = new AbortController();
  const closed = new EventEmitter();
  const rest = await startServer(t, (_request, response) => {
    response.on('close', () => closed.emit('response'));
    abortController.abort();
  });
  const hasClosed = once(closed, 'response');
  await t.rejects(rest('/x', { signal: abortController.signal }), { code: 'UNREACHABLE' });
  await hasClosed;
  await t.rejects(rest('/x', { signal: abortController.signal }), { code: 'UNREACHABLE' });
});

t.test('REST-3: the HTTP status decides whether an unknown error code is retryable', async (t) => {
  let status = 403;
  const rest = await startServer(t, (_request, response) => {
    response.writeHead(status).end(failure('POSTING_RESTRICTED', 'Only managers write here.'));
  });
  await t.rejects(rest('/x'), { code: 'FORBIDDEN', message: 'Only managers write here.', retryable: false });
  status = 503;
  await t.rejects(rest('/x'), { code: 'UNAVAILABLE', retryable: true });
});

t.test('the message of a validation error names the invalid fields', async (t) => {
  const details = [
    { field: '/name', message: 'is too long' },
    { field: '/email', message: 'is missing' },
  ];
  const rest = await startServer(t, (_request, response) => {
    response.writeHead(400).end(failure('VALIDATION_FAILED', 'Invalid.', details));
  });
  await t.rejects(rest('/x'), { message: 'Please check: name is too long, email is missing.' });
});

t.test('an unreadable response or a missing server causes an UNREACHABLE error', async (t) => {
  const rest = await startServer(t, (_request, response) => response.writeHead(502).end('<html>'));
  await t.rejects(rest('/x'), { code: 'UNREACHABLE' });
  await t.rejects(createRestClient('http://127.0.0.1:1')('/x'), { code: 'UNREACHABLE' });
});

t.test('a slow response is accepted, but a request fails if the bytes of its response stop', async (t) => {
  const silenceMs = 500;
  const responseText = JSON.stringify({ success: true, data: '語'.repeat(20) });
  let stopsAt = Number.POSITIVE_INFINITY;
  const rest = await startServer(
    t,
    async (_request, response) => {
      for (const [n, byte] of [...Buffer.from(responseText)].entries()) {
        if (n === stopsAt) return;
        response.write(Buffer.of(byte));
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, silenceMs / 5));
      }
      response.end();
    },
    silenceMs,
  );
  t.equal((await rest('/x')).data, '語'.repeat(20));
  stopsAt = 50;
  await t.rejects(rest('/x'), { code: 'UNREACHABLE' });
});

t.test('an error response from a proxy can be retried unless the request is too large', async (t) => {
  let status = 413;
  const rest = await startServer(t, (_request, response) =>
    response.writeHead(status, { 'retry-after': '7' }).end('<html>'),
  );
  await t.rejects(rest('/x'), { code: 'PAYLOAD_TOO_LARGE', retryable: false });
  status = 429;
  await t.rejects(rest('/x'), { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 7_000 });
  for (status of [403, 404, 500, 502, 503, 504])
    await t.rejects(rest('/x'), { code: 'UNREACHABLE', retryable: true, retryAfterMs: 7_000 }, `${status}`);
});
