import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@kcs/testkit';
import { Registry } from 'prom-client';
import t, { type Test } from 'tap';
import { unsentResponsesPlugin } from '../../../src/http/plugins/unsent-responses.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';
import { callRest } from '../../support/call-rest.ts';
import { silentLogger } from '../../support/start-fixture.ts';

/** The size of a response that does not fit into the operating system's buffers for one connection. */
const OVERSIZED_RESPONSE_BYTES = 24 * 1024 * 1024;
const LONG_TIMEOUT_MS = 60_000;

async function startServerWithLimits(
  t: Test,
  limits: { totalBytes: number; perUser: number; stalledMs: number },
) {
  const app = createHttpServer(silentLogger);
  const metrics = new Registry();
  app.addHook('onRequest', async (request) => {
    const userId = String(request.headers['x-user'] ?? 'nobody');
    request.user = { id: userId, name: 'Somebody', userType: 'Student', sessionId: 'sess' };
  });
  await app.register(unsentResponsesPlugin, { metrics, limits });
  const oversizedContent = 'x'.repeat(OVERSIZED_RESPONSE_BYTES);
  app.get('/api/v1/big', async (_, reply) => reply.type('text/plain').send(oversizedContent));
  app.get('/api/v1/small', async () => ({}));
  t.teardown(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const readUnsentBytes = async () =>
    (await metrics.getSingleMetric('kcs_http_unsent_response_bytes')?.get())?.values[0]?.value;
  /** Requests the big response on a connection that reads only the first bytes of the response. */
  const startStalledRequest = async (user: string): Promise<Socket> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.on('error', () => {});
    socket.write(`GET /api/v1/big HTTP/1.1\r\nhost: x\r\nx-user: ${user}\r\nconnection: close\r\n\r\n`);
    await once(socket, 'readable');
    return socket;
  };
  return { url, readUnsentBytes, startStalledRequest };
}

async function readUntilClosed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

t.test('LIM-10: a connection whose client reads nothing is closed', async (t) => {
  const { url, readUnsentBytes, startStalledRequest } = await startServerWithLimits(t, {
    totalBytes: 1e9,
    perUser: 1e9,
    stalledMs: 100,
  });
  await startStalledRequest('ada');
  t.equal(await readUnsentBytes(), OVERSIZED_RESPONSE_BYTES);
  await eventually('the server closes the connection', async () => (await readUnsentBytes()) === 0);
  t.equal((await callRest(url, 'GET', '/small')).status, 200);
});

t.test('a client that reads slowly gets the whole response', async (t) => {
  const stalledTimeoutMs = 1_000;
  const { startStalledRequest, readUnsentBytes } = await startServerWithLimits(t, {
    totalBytes: 1e9,
    perUser: 1e9,
    stalledMs: stalledTimeoutMs,
  });
  const socket = await startStalledRequest('ada');
  const startedAt = performance.now();
  let receivedBytes = 0;
  for await (const chunk of socket) {
    const [before, after] = [receivedBytes, receivedBytes + chunk.length].map((bytes) =>
      Math.floor((bytes * 8) / OVERSIZED_RESPONSE_BYTES),
    );
    receivedBytes += chunk.length;
    if (before !== after) await sleep(stalledTimeoutMs / 5);
  }
  t.ok(receivedBytes > OVERSIZED_RESPONSE_BYTES);
  t.ok(performance.now() - startedAt > stalledTimeoutMs, 'it took longer than a stalled client may take');
  await eventually('the response is sent', async () => (await readUnsentBytes()) === 0);
});

t.test(
  'LIM-10: if one user has too many unsent responses, that user’s oldest connection is closed',
  async (t) => {
    const maxBytesPerUser = 2.5 * OVERSIZED_RESPONSE_BYTES;
    const { startStalledRequest, readUnsentBytes } = await startServerWithLimits(t, {
      totalBytes: 1e9,
      perUser: maxBytesPerUser,
      stalledMs: LONG_TIMEOUT_MS,
    });
    const socketOfBob = await startStalledRequest('bob');
    const [first, second, third] = [
      await startStalledRequest('ada'),
      await startStalledRequest('ada'),
      await startStalledRequest('ada'),
    ];
    await readUntilClosed(first);
    t.notOk(second.closed || third.closed || socketOfBob.closed);
    t.equal(await readUnsentBytes(), 3 * OVERSIZED_RESPONSE_BYTES);
  },
);

t.test(
  'LIM-10: if all users together have too many unsent responses, the oldest connection is closed',
  async (t) => {
    const { startStalledRequest } = await startServerWithLimits(t, {
      totalBytes: 2.5 * OVERSIZED_RESPONSE_BYTES,
      perUser: 1e9,
      stalledMs: LONG_TIMEOUT_MS,
    });
    const [first, second, third] = [
      await startStalledRequest('ada'),
      await startStalledRequest('bob'),
      await startStalledRequest('cyd'),
    ];
    await readUntilClosed(first);
    t.notOk(second.closed || third.closed);
  },
);
