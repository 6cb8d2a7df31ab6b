import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Registry } from 'prom-client';
import t, { type Test } from 'tap';
import { errorsPlugin } from '../../../src/http/plugins/errors.ts';
import { loadSheddingPlugin } from '../../../src/http/plugins/load-shedding.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';
import { callRest } from '../../support/call-rest.ts';
import { startApiOnSharedServers } from '../../support/shared-api.ts';
import { ADMIN_CREDENTIALS } from '../../support/start-api.ts';
import { silentLogger } from '../../support/start-fixture.ts';

/**
 * Starts a login request whose body stalls after one byte. Resolves with its socket after the server has received the
 * headers.
 */
async function startStalledLogin(t: Test, url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  const headerText =
    'host: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\nexpect: 100-continue';
  socket.write(`POST /api/v1/auth/login HTTP/1.1\r\n${headerText}\r\n\r\n{`);
  await once(socket, 'data');
  return socket;
}

t.test('a request whose body does not arrive within ten seconds gets 408', { timeout: 10_000 }, async (t) => {
  const app = createHttpServer(silentLogger);
  app.post('/api/v1/auth/login', async () => ({}));
  t.teardown(() => app.close());
  const stalledLoginSocket = await startStalledLogin(t, await app.listen({ host: '127.0.0.1', port: 0 }));
  const { server } = app;
  // Node waits for a request body until `headersTimeout` and `requestTimeout` have both passed.
  t.same([server.headersTimeout, server.requestTimeout], [10_000, 10_000]);
  server.headersTimeout = server.requestTimeout = 1;
  t.match(
    await text(stalledLoginSocket),
    /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*retry-after: 1[\s\S]*"code":"REQUEST_TIMEOUT"/,
  );
});

t.test('a request no longer counts as in flight once its client has disconnected', async (t) => {
  const app = createHttpServer(silentLogger);
  await app.register(errorsPlugin);
  await app.register(loadSheddingPlugin, { maxInFlight: 1, metrics: new Registry() });
  const requestStepEmitter = new EventEmitter();
  app.addHook('onRequest', async ({ url }, { raw }) => {
    if (url !== '/left') return;
    requestStepEmitter.emit('request');
    await once(raw, 'close');
  });
  app.get('/left', async () => requestStepEmitter.emit('end'));
  app.get('/next', async () => ({}));
  t.teardown(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const disconnectingClient = connect(Number(new URL(url).port), '127.0.0.1');
  disconnectingClient.write('GET /left HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(requestStepEmitter, 'request');
  const requestEndPromise = once(requestStepEmitter, 'end');
  disconnectingClient.destroy();
  await requestEndPromise;
  t.equal((await callRest(url, 'GET', '//next')).status, 200);
});

t.test('an app with a limit of three concurrent requests sheds load', async (t) => {
  const api = await startApiOnSharedServers(t, { REQUESTS_IN_FLIGHT: '3', PASSWORD_HASHES_AT_ONCE: '1' });

  t.test('requests whose bodies never arrive do not count toward the limit', async (t) => {
    await Promise.all([1, 2, 3].map(() => startStalledLogin(t, api.url)));
    t.equal((await api.admin.rest('GET', '/auth/me')).status, 200);
  });

  t.test('requests above the limit get 503, and later requests are served again', async (t) => {
    const sendLoginRequest = () =>
      api.rest('POST', '/auth/login', { body: { email: 'a@school.example', password: 'x' } });
    const responses = await Promise.all(Array.from({ length: 12 }, sendLoginRequest));
    const refusedResponses = responses.filter(({ status }) => status === 503);
    t.ok(refusedResponses.length > 0 && refusedResponses.length < 12, `${refusedResponses.length} of 12`);
    t.ok(
      refusedResponses.every(
        ({ body, headers }) => body.error.code === 'UNAVAILABLE' && Number(headers.get('retry-after')) >= 1,
      ),
    );
    t.equal((await api.rest('POST', '/auth/login', { body: ADMIN_CREDENTIALS })).status, 200);
  });
});
