import { once } from 'node:events';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { startHaproxy } from '../../src/index.ts';
import { waitUntil } from '../../src/process/wait.ts';
import { StandInGateway } from '../fixtures/stand-in-gateway.ts';

interface StandInAnswer {
  by: string;
  headers: Record<string, string>;
}

const ORIGIN_SETTINGS = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://chat.example/',
  CORS_ORIGINS: ['https://a.example', 'capacitor://localhost', 'https://b.example:8443/'].join(','),
};
const ALLOWED_ORIGINS = [
  'https://chat.example',
  'https://a.example',
  'capacitor://localhost',
  'https://b.example:8443',
];
const FOREIGN_ORIGINS = [
  'https://evil.example',
  'https://a.example.evil',
  'https://b.example',
  'http://localhost:3000',
  'null',
  '',
];

/** Starts HAProxy in front of two stand-in gateways and two stand-in chat-apis. */
async function startFrontDoor(
  t: Test,
  { trustedProxies, origins }: { trustedProxies?: string; origins?: typeof ORIGIN_SETTINGS } = {},
) {
  const replicaNames = ['gateway-1', 'gateway-2', 'api-1', 'api-2'];
  const replicas = await Promise.all(replicaNames.map((name) => new StandInGateway(name).listen()));
  const [first, second, ...chatApis] = replicas as [StandInGateway, StandInGateway, ...StandInGateway[]];
  const haproxyLogLines: string[] = [];
  const balancer = await startHaproxy({
    gateways: [first, second],
    chatApis,
    trustedProxies,
    origins,
    onLine: (line) => haproxyLogLines.push(line),
  });
  t.teardown(async () => {
    await balancer.stop();
    await Promise.all(replicas.map((replica) => replica.close()));
  });
  const assertServerState = async (server: string, state: string) => {
    const statusTable = await (await fetch(`${balancer.opsUrl}/;csv`)).text();
    const serverRow = statusTable.split('\n').find((line) => line.startsWith(server));
    if (serverRow?.split(',')[17] !== state) throw new Error(`${server}: ${serverRow?.split(',')[17]}`);
  };
  const waitForServerState = (server: string, state: string) =>
    waitUntil(() => assertServerState(server, state), { name: `${server} ${state}`, timeoutMs: 15_000 });
  /** Waits until HAProxy has logged a request with this method and path. Returns the log lines of all such requests. */
  const waitForRequestLogLines = async (methodAndPath: string) => {
    const findRequestLines = () =>
      haproxyLogLines.filter((line) => line.includes(` ${methodAndPath} HTTP/1.1 `));
    const assertRequestLogged = async () => {
      if (findRequestLines().length === 0) throw new Error(`${methodAndPath} is not in the log`);
    };
    await waitUntil(assertRequestLogged, { name: 'the log line', timeoutMs: 5_000 });
    return findRequestLines();
  };
  return {
    first,
    second,
    chatApis,
    balancer,
    haproxyLogLines,
    waitForServerState,
    waitForRequestLogLines,
  };
}

async function openEngineSession(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ by: string; sid: string }> {
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });
  if (response.status !== 200) throw new Error(`A new session was answered with ${response.status}`);
  return { by: ((await response.json()) as StandInAnswer).by, sid: response.headers.get('x-kcs-sid') ?? '' };
}

async function pollEngineSession(url: string, sid: string): Promise<{ status: number; by: string }> {
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
  return { status: response.status, by: ((await response.json()) as StandInAnswer).by };
}

t.test(
  'HAProxy finds the gateway of an Engine.IO session by the session id alone, on both ports',
  async (t) => {
    const { balancer } = await startFrontDoor(t);
    const engineSessions = await Promise.all(
      Array.from({ length: 40 }, () => openEngineSession(balancer.socketsUrl)),
    );
    t.equal(new Set(engineSessions.map(({ by }) => by)).size, 2, 'new sessions are distributed');
    for (const { by, sid } of engineSessions) {
      t.same(await pollEngineSession(balancer.socketsUrl, sid), { status: 200, by });
      t.same(await pollEngineSession(balancer.url, sid), { status: 200, by });
    }
  },
);

t.test(
  'a gateway that answers /readyz with 404 gets no new Engine.IO sessions and keeps its existing ones',
  async (t) => {
    const { balancer, first, waitForServerState } = await startFrontDoor(t);
    const earlierEngineSessions = await Promise.all(
      Array.from({ length: 20 }, () => openEngineSession(balancer.url)),
    );
    first.ready = 404;
    await waitForServerState('gateways,gateway-1', 'NOLB');
    const newEngineSessions = await Promise.all(
      Array.from({ length: 20 }, () => openEngineSession(balancer.url)),
    );
    t.same([...new Set(newEngineSessions.map(({ by }) => by))], ['gateway-2']);
    for (const { by, sid } of earlierEngineSessions)
      t.same(await pollEngineSession(balancer.url, sid), { status: 200, by });
  },
);

t.test(
  'if every gateway answers /readyz with 404, each still gets Engine.IO sessions, which survive the recovery',
  async (t) => {
    const { balancer, first, second, waitForServerState } = await startFrontDoor(t);
    const earlierEngineSessions = await Promise.all(
      Array.from({ length: 10 }, () => openEngineSession(balancer.url)),
    );
    first.ready = 404;
    second.ready = 404;
    await waitForServerState('gateways,gateway-1', 'NOLB');
    await waitForServerState('gateways,gateway-2', 'NOLB');
    const newEngineSessions = await Promise.all(
      Array.from({ length: 20 }, () => openEngineSession(balancer.socketsUrl)),
    );
    t.equal(new Set(newEngineSessions.map(({ by }) => by)).size, 2);
    for (const { by, sid } of [...earlierEngineSessions, ...newEngineSessions])
      t.same(await pollEngineSession(balancer.url, sid), { status: 200, by });

    second.ready = 200;
    await waitForServerState('gateways,gateway-2', 'UP');
    for (const { by, sid } of [...earlierEngineSessions, ...newEngineSessions])
      t.same(await pollEngineSession(balancer.url, sid), { status: 200, by });
  },
);

t.test('a live gateway that fails its health checks keeps its Engine.IO polling sessions', async (t) => {
  const { balancer, first, waitForServerState } = await startFrontDoor(t);
  const earlierEngineSessions = await Promise.all(
    Array.from({ length: 20 }, () => openEngineSession(balancer.url)),
  );
  first.ready = 500;
  await waitForServerState('gateways,gateway-1', 'DOWN');
  for (const { by, sid } of earlierEngineSessions)
    t.same(await pollEngineSession(balancer.url, sid), { status: 200, by });
});

t.test(
  "after a gateway dies, another gateway reports the dead gateway's Engine.IO sessions as unknown",
  async (t) => {
    const { balancer, first } = await startFrontDoor(t);
    // Do not reuse connections. On a reused connection, HAProxy may notice only during the poll that the gateway is
    // gone, and then closes the connection. A browser would repeat the request, but `fetch` in Node does not.
    const engineSessions = await Promise.all(
      Array.from({ length: 20 }, () => openEngineSession(balancer.url, { connection: 'close' })),
    );
    await first.close();
    const orphanedEngineSessions = engineSessions.filter(({ by }) => by === 'gateway-1');
    t.ok(orphanedEngineSessions.length > 0);
    for (const { sid } of orphanedEngineSessions)
      t.same(await pollEngineSession(balancer.url, sid), { status: 400, by: 'gateway-2' });
  },
);

t.test(
  'if a gateway dies during a handshake on either port, another gateway opens the Engine.IO session',
  async (t) => {
    const { balancer, first, second, waitForServerState } = await startFrontDoor(t);
    const assertSessionsOpenOnSecondGateway = async () => {
      for (const url of [balancer.url, balancer.socketsUrl]) {
        const engineSessions = await Promise.all(Array.from({ length: 20 }, () => openEngineSession(url)));
        t.same([...new Set(engineSessions.map(({ by }) => by))], ['gateway-2']);
      }
    };
    first.failing = true;
    await assertSessionsOpenOnSecondGateway();
    first.ready = 404;
    second.ready = 404;
    await waitForServerState('gateways,gateway-1', 'NOLB');
    await waitForServerState('gateways,gateway-2', 'NOLB');
    await assertSessionsOpenOnSecondGateway();
  },
);

t.test('a WebSocket connection carries data in both directions, on both ports', async (t) => {
  const { balancer } = await startFrontDoor(t);
  for (const url of [balancer.url, balancer.socketsUrl]) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    const [head] = await once(socket, 'data');
    t.match(String(head), /^HTTP\/1\.1 101 .*x-by: gateway-/s);
    socket.write('across');
    const [echo] = await once(socket, 'data');
    t.equal(String(echo), 'across');
  }
});

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

t.test('REST-13: pages of allowed origins can read HAProxy’s own errors, on both ports', async (t) => {
  const { balancer, first, second, chatApis } = await startFrontDoor(t, { origins: ORIGIN_SETTINGS });
  for (const server of [first, second, ...chatApis]) await server.close();
  const unavailableUrls = [
    `${balancer.url}/api/v1/auth/me`,
    `${balancer.url}/socket.io/?EIO=4&transport=polling`,
    `${balancer.socketsUrl}/socket.io/?EIO=4&transport=polling`,
  ];
  for (const url of unavailableUrls) {
    for (const origin of ALLOWED_ORIGINS) {
      const response = await fetch(url, { headers: { origin } });
      t.equal(response.status, 503);
      t.match(Object.fromEntries(response.headers), {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': /Retry-After/,
        vary: 'Origin',
        'retry-after': '1',
        'content-type': 'application/json',
      });
      const errorBody = (await response.json()) as { request_id: string };
      t.match(errorBody, {
        success: false,
        error: { code: 'UNAVAILABLE', message: /./ },
        request_id: /^[0-9a-f-]{36}$/,
      });
      t.equal(response.headers.get('x-request-id'), errorBody.request_id);

      const preflightRequestHeaders = {
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization',
      };
      const preflightResponse = await fetch(url, {
        method: 'OPTIONS',
        headers: { origin, ...preflightRequestHeaders },
      });
      t.equal(preflightResponse.status, 200);
      t.match(Object.fromEntries(preflightResponse.headers), {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': /PATCH/,
        'access-control-allow-headers': 'authorization',
      });
    }
    for (const origin of FOREIGN_ORIGINS) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin, 'access-control-request-method': 'GET' };
        const response = await fetch(url, { method, headers });
        t.equal(response.status, 503, origin);
        t.notOk(response.headers.has('access-control-allow-origin'), `${method} from ${origin}`);
      }
    }
  }
});

t.test("HAProxy adds no CORS headers to a service's response", async (t) => {
  const { balancer } = await startFrontDoor(t, { origins: ORIGIN_SETTINGS });
  const response = await fetch(`${balancer.url}/api/v1`, { headers: { origin: 'https://a.example' } });
  t.equal(response.status, 200);
  t.notOk(response.headers.has('access-control-allow-origin'), 'the service decides');
});

t.test(
  'in development, HAProxy lets pages of local origins read its errors if no origins are configured',
  async (t) => {
    const { balancer, chatApis } = await startFrontDoor(t);
    for (const api of chatApis) await api.close();
    const fetchAllowedOrigin = async (origin: string) => {
      const response = await fetch(`${balancer.url}/api/v1`, { headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    for (const origin of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:8080', balancer.url])
      t.equal(await fetchAllowedOrigin(origin), origin);
    for (const origin of ['http://localhost.evil.example', 'http://evil.example/localhost', 'null'])
      t.equal(await fetchAllowedOrigin(origin), null);
  },
);

t.test('the body of a polling request reaches a gateway only when all its pieces have arrived', async (t) => {
  const { balancer, first, second } = await startFrontDoor(t);
  const socket = connect(Number(new URL(balancer.socketsUrl).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.write('POST /socket.io/?sid=x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\ndr');
  await openEngineSession(balancer.socketsUrl);
  t.equal(first.accepted + second.accepted, 1);
  socket.write('op');
  const [head] = await once(socket, 'data');
  t.match(String(head), /^HTTP\/1\.1 400 /, 'the session is unknown to the stand-in');
  t.equal(first.accepted + second.accepted, 2);
});
