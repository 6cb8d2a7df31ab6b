import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { createRestClient } from '../../src/api/rest-client.ts';

/** Starts an HTTP server that answers with `respond`. Returns a REST client for it. */
async function startServerAndClient(
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
const formatFailureBody = (code: string, message: string, details?: object) =>
  JSON.stringify({ success: false, error: { code, message, details }, request_id: 'r' });

t.test(
  'a request sends its method, token, and body, and resolves with the data and page of the response',
  async (t) => {
    const restClient = await startServerAndClient(t, async (request, response) => {
      const { method, url, headers } = request;
      const receivedRequest = { method, url, token: headers.authorization, type: headers['content-type'] };
      const echoedRequest = { ...receivedRequest, body: await text(request) };
      response.end(
        JSON.stringify({ success: true, data: echoedRequest, page: { next_cursor: 'c', has_more: true } }),
      );
    });
    t.match(await restClient('/chat/rooms', { method: 'POST', body: { a: 1 }, token: 'secret' }), {
      data: {
        method: 'POST',
        url: '/api/v1/chat/rooms',
        token: 'Bearer secret',
        type: 'application/json',
        body: '{"a":1}',
      },
      page: { next_cursor: 'c', has_more: true },
    });
    t.match(await restClient('/chat/rooms'), { data: { method: 'GET', token: undefined, body: '' } });
  },
);

t.test("a failed request throws an error with the server's code, message, and requested wait", async (t) => {
  const restClient = await startServerAndClient(t, (_request, response) => {
    response
      .writeHead(429, { 'retry-after': '2' })
      .end(formatFailureBody('RATE_LIMITED', 'Too many requests.'));
  });
  await t.rejects(restClient('/x'), {
    code: 'RATE_LIMITED',
    message: 'Too many requests.',
    retryAfterMs: 2_000,
  });
});

t.test('a canceled request ends at once, and the server sees that its connection is closed', async (t) => {
  const abortController = new AbortController();
  const responseCloseEmitter = new EventEmitter();
  const restClient = await startServerAndClient(t, (_request, response) => {
    response.on('close', () => responseCloseEmitter.emit('response'));
    abortController.abort();
  });
  const responseClosePromise = once(responseCloseEmitter, 'response');
  await t.rejects(restClient('/x', { signal: abortController.signal }), { code: 'UNREACHABLE' });
  await responseClosePromise;
  await t.rejects(restClient('/x', { signal: abortController.signal }), { code: 'UNREACHABLE' });
});

t.test('REST-3: the HTTP status decides whether an unknown error code is retryable', async (t) => {
  let responseStatus = 403;
  const restClient = await startServerAndClient(t, (_request, response) => {
    response
      .writeHead(responseStatus)
      .end(formatFailureBody('CODE_OF_A_NEWER_VERSION', 'Only managers write here.'));
  });
  await t.rejects(restClient('/x'), {
    code: 'FORBIDDEN',
    message: 'Only managers write here.',
    retryable: false,
  });
  responseStatus = 503;
  await t.rejects(restClient('/x'), { code: 'UNAVAILABLE', retryable: true });
});

t.test('the message of a validation error names the invalid fields', async (t) => {
  const errorDetails = [
    { field: '/name', message: 'is too long' },
    { field: '/email', message: 'is missing' },
  ];
  const restClient = await startServerAndClient(t, (_request, response) => {
    response.writeHead(400).end(formatFailureBody('VALIDATION_FAILED', 'Invalid.', errorDetails));
  });
  await t.rejects(restClient('/x'), { message: 'Please check: name is too long, email is missing.' });
});

t.test('an unreadable response or a missing server causes an UNREACHABLE error', async (t) => {
  const restClient = await startServerAndClient(t, (_request, response) =>
    response.writeHead(502).end('<html>'),
  );
  await t.rejects(restClient('/x'), { code: 'UNREACHABLE' });
  await t.rejects(createRestClient('http://127.0.0.1:1')('/x'), { code: 'UNREACHABLE' });
});

t.test('a slow response is accepted, but a request fails if the bytes of its response stop', async (t) => {
  const maxSilenceMs = 1_500;
  const responseText = JSON.stringify({ success: true, data: '語'.repeat(20) });
  let stopAtByte = Number.POSITIVE_INFINITY;
  const restClient = await startServerAndClient(
    t,
    async (_request, response) => {
      for (const [n, byte] of [...Buffer.from(responseText)].entries()) {
        if (n === stopAtByte) return;
        response.write(Buffer.of(byte));
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, maxSilenceMs / 5));
      }
      response.end();
    },
    maxSilenceMs,
  );
  t.equal((await restClient('/x')).data, '語'.repeat(20));
  stopAtByte = 50;
  await t.rejects(restClient('/x'), { code: 'UNREACHABLE' });
});

t.test('an error response from a proxy can be retried unless the request is too large', async (t) => {
  let responseStatus = 413;
  const restClient = await startServerAndClient(t, (_request, response) =>
    response.writeHead(responseStatus, { 'retry-after': '7' }).end('<html>'),
  );
  await t.rejects(restClient('/x'), { code: 'PAYLOAD_TOO_LARGE', retryable: false });
  responseStatus = 429;
  await t.rejects(restClient('/x'), { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 7_000 });
  for (responseStatus of [403, 404, 500, 502, 503, 504])
    await t.rejects(
      restClient('/x'),
      { code: 'UNREACHABLE', retryable: true, retryAfterMs: 7_000 },
      `${responseStatus}`,
    );
});
