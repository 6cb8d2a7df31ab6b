import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { startHaproxy } from '../../src/index.ts';
import { type StandInAnswer, startFrontDoor } from '../fixtures/front-door.ts';
import { StandInGateway } from '../fixtures/stand-in-gateway.ts';

t.test('if a chat-api has just died, another one answers its requests, including writes', async (t) => {
  const { balancer, chatApis } = await startFrontDoor(t);
  await chatApis[0]?.close();
  for (const method of ['GET', 'POST', 'GET', 'POST', 'PUT', 'DELETE']) {
    const response = await fetch(`${balancer.url}/api/v1/chat/rooms`, { method });
    t.match(await response.json(), { by: 'api-2', method });
  }
});

t.test('when no chat-api is ready, those that are alive still serve requests', async (t) => {
  const { balancer, chatApis, waitForServerState } = await startFrontDoor(t);
  for (const api of chatApis) api.ready = 404;
  for (const { name } of chatApis) await waitForServerState(`chat-apis,${name}`, 'NOLB');
  for (const method of ['GET', 'POST']) {
    const response = await fetch(`${balancer.url}/api/v1/chat/rooms`, { method });
    t.match(
      { status: response.status, ...((await response.json()) as StandInAnswer) },
      { status: 200, by: /^api-/ },
    );
  }
});

t.test(
  'if every chat-api is down, HAProxy answers with an error in the API format and logs only the failed request',
  async (t) => {
    const { balancer, chatApis, waitForRequestLogLines } = await startFrontDoor(t);
    const searchMessages = () =>
      fetch(`${balancer.url}/api/v1/chat/search?q=secret`, { headers: { authorization: 'Bearer secret' } });
    t.equal((await searchMessages()).status, 200);
    for (const api of chatApis) await api.close();
    const response = await searchMessages();
    t.equal(response.status, 503);
    t.equal(response.headers.get('retry-after'), '1');
    t.match(await response.json(), { success: false, error: { code: 'UNAVAILABLE' } });
    const requestLogLines = await waitForRequestLogLines('GET /api/v1/chat/search');
    t.equal(requestLogLines.length, 1, 'the successful request is not logged');
    t.match(requestLogLines[0], ` 503 `);
    t.ok(
      requestLogLines[0]?.endsWith(` ${response.headers.get('x-request-id')}`),
      requestLogLines.join('\n'),
    );
    t.notMatch(requestLogLines[0], 'secret');
  },
);

t.test(
  'HAProxy logs no aborted download, answered preflight request, or connection without a request',
  async (t) => {
    const { balancer, chatApis, haproxyLogLines, waitForRequestLogLines } = await startFrontDoor(t);
    const connectToFrontDoor = () => connect(Number(new URL(balancer.url).port), '127.0.0.1');
    for (const api of chatApis) api.stalling = true;
    const downloadSocket = connectToFrontDoor();
    downloadSocket.write('GET /api/v1/download HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(downloadSocket, 'data');
    downloadSocket.destroy();
    const unusedSocket = connectToFrontDoor();
    await once(unusedSocket, 'connect');
    unusedSocket.destroy();
    const preflightHeaders = { origin: 'http://localhost:3000', 'access-control-request-method': 'GET' };
    const preflightResponse = await fetch(`${balancer.url}/api/v1`, {
      method: 'OPTIONS',
      headers: preflightHeaders,
    });
    t.equal(preflightResponse.status, 200);
    for (const api of chatApis) await api.close();
    t.equal((await fetch(`${balancer.url}/api/v1/last`)).status, 503);
    const lastRequestLogLines = await waitForRequestLogLines('GET /api/v1/last');
    t.same(
      haproxyLogLines.filter((line) => line.startsWith('127.0.0.1:')),
      lastRequestLogLines,
      'only the last request is logged',
    );
  },
);

t.test("HAProxy never passes a client's forwarding headers to a service", async (t) => {
  const { balancer } = await startFrontDoor(t);
  const forgedHeaders = {
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/evil',
    forwarded: 'for=6.6.6.6',
    'x-real-ip': '6.6.6.6',
  };
  for (const url of [
    `${balancer.url}/api`,
    `${balancer.url}/socket.io/`,
    `${balancer.socketsUrl}/socket.io/`,
  ]) {
    const { headers } = (await (await fetch(url, { headers: forgedHeaders })).json()) as StandInAnswer;
    t.equal(headers['x-forwarded-for'], '127.0.0.1');
    t.equal(headers['x-forwarded-proto'], 'http');
    t.notMatch(JSON.stringify(headers), /6\.6\.6\.6|evil/);
  }
});

t.test('HAProxy passes on only the last X-Forwarded-For address from a trusted proxy', async (t) => {
  const { balancer } = await startFrontDoor(t, { trustedProxies: '10.0.0.0/8 127.0.0.1' });
  const forwardedHeaders = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-forwarded-proto': 'https' };
  for (const url of [`${balancer.url}/api`, `${balancer.socketsUrl}/socket.io/`]) {
    const { headers } = (await (await fetch(url, { headers: forwardedHeaders })).json()) as StandInAnswer;
    t.match(headers, { 'x-forwarded-for': /^203\.0\.113\.9$/, 'x-forwarded-proto': 'https' });
    const answerWithoutForwardedHeaders = (await (await fetch(url)).json()) as StandInAnswer;
    t.match(answerWithoutForwardedHeaders.headers, {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
  }
});

t.test('a request body that arrives in pieces reaches a chat-api only when it is complete', async (t) => {
  const { balancer, chatApis, waitForRequestLogLines } = await startFrontDoor(t);
  const socket = connect(Number(new URL(balancer.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.write('POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\ndr');
  for (let reads = 1; reads <= 5; reads += 1) await (await fetch(`${balancer.url}/api/v1`)).text();
  const countAcceptedConnections = () => chatApis.reduce((sum, api) => sum + api.accepted, 0);
  t.equal(countAcceptedConnections(), 5);
  socket.write('op');
  const [head] = await once(socket, 'data');
  t.match(String(head), /^HTTP\/1\.1 200 /);
  t.equal(countAcceptedConnections(), 6);
  socket.write('POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\ndr');
  const [late] = await once(socket, 'data');
  t.match(String(late), /^HTTP\/1\.1 408 [\s\S]*retry-after: 1[\s\S]*"code":"REQUEST_TIMEOUT"/i);
  t.equal(countAcceptedConnections(), 6, 'an incomplete body reaches none');
  const [, requestId] = /x-request-id: (\S+)/i.exec(String(late)) ?? [];
  const requestLogLines = await waitForRequestLogLines('POST /api/v1/auth/login');
  t.match(requestLogLines, [/ 408 /]);
  t.ok(requestLogLines[0]?.endsWith(` ${requestId}`), requestLogLines.join('\n'));
});

t.test('in development, HAProxy forwards page requests to Vite and API requests to chat-api', async (t) => {
  const [vite, api] = [await new StandInGateway('vite').listen(), await new StandInGateway('api').listen()];
  const balancer = await startHaproxy({ gateways: [], chatApis: [api], vite: vite.address });
  t.teardown(async () => {
    await balancer.stop();
    await Promise.all([vite.close(), api.close()]);
  });
  const fetchAnsweringServerName = async (path: string) =>
    ((await (await fetch(`${balancer.url}${path}`)).json()) as StandInAnswer).by;
  t.equal(await fetchAnsweringServerName('/'), 'vite');
  t.equal(await fetchAnsweringServerName('/src/main.tsx'), 'vite');
  t.equal(await fetchAnsweringServerName('/api/v1/auth/me'), 'api');
  t.equal(await fetchAnsweringServerName('/docs'), 'api');
});
