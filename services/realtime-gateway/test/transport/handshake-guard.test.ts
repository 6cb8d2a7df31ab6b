import { once } from 'node:events';
import { request } from 'node:http';
import { eventually, TestSocket } from '@kcs/testkit';
import { io } from 'socket.io-client';
import t from 'tap';
import { startGateway } from '../support/gateway.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const HANDSHAKE_PATH = '/socket.io/?EIO=4&transport=polling';

interface UpgradeOptions {
  readonly query?: string;
  readonly method?: string;
}

/** Sends a WebSocket upgrade request. Returns the status of the response, which is 101 after a successful upgrade. */
async function requestUpgrade(
  url: string,
  headers: Record<string, string>,
  { query = '', method = 'GET' }: UpgradeOptions = {},
): Promise<number> {
  const upgradeRequest = request(`${url}/socket.io/?EIO=4&transport=websocket${query}`, {
    method,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      ...headers,
    },
  });
  upgradeRequest.on('error', () => {});
  upgradeRequest.end();
  return new Promise((resolve) => {
    upgradeRequest.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    upgradeRequest.on('response', (response) => resolve(response.statusCode ?? 0));
  });
}

/**
 * Sends a GET request for exactly this path and returns the status. `fetch` is not used, because it would remove a
 * fragment from the path.
 */
async function requestRawPath(url: string, path: string): Promise<number> {
  const getRequest = request(url, { path, agent: false });
  getRequest.end();
  const [response] = await once(getRequest, 'response');
  response.resume();
  return response.statusCode;
}

t.test('the gateway checks every handshake', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t, { CORS_ORIGINS: 'https://school.example' });
  const [{ url }] = gateways;

  t.test(
    'ADDR-5: requests and upgrades from foreign origins are refused, but an allowed or missing origin passes',
    async (t) => {
      for (const origin of [
        'https://evil.example',
        'https://school.example.evil.example',
        'null',
        'http://school.example',
      ]) {
        t.equal((await fetch(url + HANDSHAKE_PATH, { headers: { origin } })).status, 403, origin);
        t.equal(await requestUpgrade(url, { origin }), 403, `${origin}: upgrade`);
      }
      for (const origin of ['https://school.example', 'http://localhost:4500']) {
        const response = await fetch(url + HANDSHAKE_PATH, { headers: { origin } });
        t.equal(response.status, 200);
        t.equal(response.headers.get('access-control-allow-origin'), origin, 'the exact origin is echoed');
        t.equal(response.headers.get('access-control-allow-credentials'), 'true');
        t.equal(await requestUpgrade(url, { origin }), 101);
      }
      t.equal((await fetch(url + HANDSHAKE_PATH)).status, 200);
      t.equal(await requestUpgrade(url, {}), 101);
    },
  );

  t.test('in development, a page from any local URL of the front door may connect', async (t) => {
    const developmentGateway = await startGateway(t, servers);
    const localHost = 'pc7.local:4500';
    t.equal(
      await requestUpgrade(developmentGateway.url, { host: localHost, origin: `http://${localHost}` }),
      101,
    );
    t.equal(
      await requestUpgrade(developmentGateway.url, { host: localHost, origin: 'http://evil.example' }),
      403,
    );
  });

  t.test('the response to a preflight request allows the Authorization header', async (t) => {
    const response = await fetch(url + HANDSHAKE_PATH, {
      method: 'OPTIONS',
      headers: { origin: 'https://school.example', 'access-control-request-headers': 'authorization' },
    });
    t.ok(response.ok);
    t.match(response.headers.get('access-control-allow-headers'), /authorization/i);
  });

  t.test('the handshake response contains the session id in a header for the load balancer', async (t) => {
    const response = await fetch(url + HANDSHAKE_PATH);
    const { sid } = JSON.parse((await response.text()).slice(1));
    t.equal(response.headers.get('x-kcs-sid'), sid);
  });

  t.test('responses forbid content sniffing and caching', async (t) => {
    const handshakeResponse = await fetch(url + HANDSHAKE_PATH);
    const { sid } = JSON.parse((await handshakeResponse.text()).slice(1));
    const sessionUrl = `${url}${HANDSHAKE_PATH}&sid=${sid}`;
    const postResponse = await fetch(sessionUrl, { method: 'POST', body: '40' });
    const pollResponse = await fetch(sessionUrl);
    const unknownSidResponse = await fetch(`${url}${HANDSHAKE_PATH}&sid=unknown`);
    const unknownPathResponse = await fetch(`${url}/`);
    for (const response of [
      handshakeResponse,
      postResponse,
      pollResponse,
      unknownSidResponse,
      unknownPathResponse,
    ]) {
      t.equal(response.headers.get('x-content-type-options'), 'nosniff');
      t.equal(response.headers.get('cache-control'), 'no-store');
    }
  });

  t.test('unsupported methods and transports get a 4xx status, and the live session continues', async (t) => {
    const { sid } = JSON.parse((await (await fetch(url + HANDSHAKE_PATH)).text()).slice(1));
    const sessionUrl = `${url}${HANDSHAKE_PATH}&sid=${sid}`;
    for (const address of [sessionUrl, url + HANDSHAKE_PATH]) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'SEARCH']) {
        const response = await fetch(address, { method });
        t.equal(response.status, 405, method);
        t.equal(response.headers.get('allow'), 'GET, POST, OPTIONS');
      }
    }
    for (const method of ['POST', 'PUT', 'OPTIONS', 'HEAD']) {
      t.equal(await requestUpgrade(url, {}, { method, query: `&sid=${sid}` }), 405, `upgrade with ${method}`);
    }
    t.equal((await fetch(sessionUrl, { method: 'POST', body: '40' })).status, 200);
    const client = await TestSocket.connect(t, url, await api.user('Ada'), { transports: ['websocket'] });
    const upgradeQuery = `?EIO=4&transport=websocket&sid=${client.raw.io.engine.id}`;
    for (const method of ['GET', 'POST']) {
      const timeoutSignal = AbortSignal.timeout(5_000);
      t.equal(
        (await fetch(`${url}/socket.io/${upgradeQuery}`, { method, signal: timeoutSignal })).status,
        400,
        method,
      );
    }
    t.ok(client.raw.connected);
  });

  t.test('paths other than /socket.io/ get 404', async (t) => {
    t.equal((await fetch(`${url}/`)).status, 404);
  });
});

t.test('connections above the connection limits are refused', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [{ url }] = gateways;

  t.test(
    'END-4: a handshake above the connection limits gets 503, and a default client connects later',
    async (t) => {
      const oneConnectionGateway = await startGateway(t, servers, { CONNECTIONS_PER_GATEWAY: '1' });
      const firstClient = await TestSocket.connect(t, oneConnectionGateway.url, await api.user('Ada'), {
        transports: ['websocket'],
      });
      const refusedResponse = await fetch(oneConnectionGateway.url + HANDSHAKE_PATH);
      t.equal(refusedResponse.status, 503);
      t.match(await refusedResponse.json(), {
        success: false,
        error: { code: 'OVER_CAPACITY', message: /Try again in a moment/ },
      });
      t.equal(await requestUpgrade(oneConnectionGateway.url, {}), 503);
      const { token } = await api.user('Bob');
      const waitingClient = io(oneConnectionGateway.url, {
        auth: { token },
        forceNew: true,
        reconnectionDelay: 100,
      });
      t.teardown(() => waitingClient.disconnect());
      await once(waitingClient as never, 'connect_error');
      firstClient.close();
      await eventually('the connection', () => waitingClient.connected);
      t.ok((await oneConnectionGateway.metric('connections_refused_total')) >= 3);
    },
  );

  t.test('LIM-6: surplus connections get 503 with different times to return', async (t) => {
    const { url: limitedUrl } = await startGateway(t, servers, { CONNECTS_PER_SECOND_PER_GATEWAY: '5' });
    const handshakes = Array.from({ length: 40 }, () => fetch(limitedUrl + HANDSHAKE_PATH));
    const refusedResponses = (await Promise.all(handshakes)).filter(({ status }) => status === 503);
    t.ok(refusedResponses.length >= 30, `${refusedResponses.length} of 40`);
    t.ok(new Set(refusedResponses.map(({ headers }) => headers.get('retry-after'))).size > 1);
  });

  t.test(
    'above the connection limits, no form of `sid` opens an Engine.IO session, and a live session continues',
    async (t) => {
      const gatewayAtConnectionLimit = await startGateway(t, servers, { CONNECTIONS_PER_GATEWAY: '1' });
      const { sid } = JSON.parse(
        (await (await fetch(gatewayAtConnectionLimit.url + HANDSHAKE_PATH)).text()).slice(1),
      );
      const sidParameterForms = [
        'sid=',
        'sid',
        'sid=&sid=',
        `sid=${sid}&sid=`,
        'sid=x&sid=',
        '%73id=',
        `%73id=x&sid=`,
        `SID=${sid}`,
        `Sid=${sid}`,
        `sid[]=${sid}`,
        `x=?sid=${sid}`,
        `x=%26sid=${sid}`,
        `;sid=${sid}`,
        `&&sid=&`,
        `#&sid=${sid}`,
        'sid=unknown',
        'sid=%20',
        'sid=%00',
        'sid=__proto__',
        'sid=constructor',
        `sid=${sid}&sid=__proto__`,
      ];
      for (const form of sidParameterForms) {
        for (const upgradeQuery of [
          `${HANDSHAKE_PATH}&${form}`,
          `/socket.io/?${form}&EIO=4&transport=polling`,
        ]) {
          const response = await requestRawPath(gatewayAtConnectionLimit.url, upgradeQuery);
          t.ok([400, 503].includes(response), `${upgradeQuery}: ${response}`);
        }
        const upgradeStatus = await requestUpgrade(gatewayAtConnectionLimit.url, {}, { query: `&${form}` });
        t.ok([400, 503].includes(upgradeStatus), `${form}: upgrade: ${upgradeStatus}`);
      }
      const liveSessionUrl = `${gatewayAtConnectionLimit.url}${HANDSHAKE_PATH}&sid=${sid}`;
      t.equal((await fetch(liveSessionUrl, { method: 'POST', body: '40' })).status, 200);
      t.equal(
        (await fetch(`${gatewayAtConnectionLimit.url}${HANDSHAKE_PATH}&sid=x&%73id=${sid}`)).status,
        200,
        'the last one counts',
      );
    },
  );

  t.test('a request with an unknown `sid` does not count toward the connections per second', async (t) => {
    const connectRateLimitedGateway = await startGateway(t, servers, {
      CONNECTS_PER_SECOND_PER_GATEWAY: '1',
    });
    for (let at = 0; at < 5; at += 1) {
      t.equal(
        (await fetch(`${connectRateLimitedGateway.url}${HANDSHAKE_PATH}&sid=unknown${at}`)).status,
        400,
      );
    }
    t.equal((await fetch(connectRateLimitedGateway.url + HANDSHAKE_PATH)).status, 200);
  });

  t.test('LIM-4: if a user has too many sockets, the oldest one is closed and may reconnect', async (t) => {
    const socketLimitedGateway = await startGateway(t, servers, { SOCKETS_PER_USER: '2' });
    const user = await api.user('Ada');
    const clients: TestSocket[] = [];
    for (let at = 0; at < 3; at += 1) {
      clients.push(
        await TestSocket.connect(t, socketLimitedGateway.url, user, {
          reconnection: false,
          transports: ['websocket'],
        }),
      );
    }
    await eventually('the close', () => clients[0]?.disconnects.length === 1);
    t.same(clients[0]?.disconnects, ['transport close'], 'a default client reconnects after this');
    t.same(
      clients.slice(1).map(({ disconnects }) => disconnects),
      [[], []],
    );
  });

  t.test('a client that uses only long-polling receives all events', async (t) => {
    const user = await api.user('Ada');
    const roomId = await api.room(user);
    const client = await TestSocket.connect(t, url, user, { transports: ['polling'] });
    await client.join([roomId]);
    for (let at = 0; at < 20; at += 1) await api.send(roomId, user, `message ${at}`);
    await client.next('new-chat-message', ({ seq }) => seq === 21);
    t.same(
      client.seqs,
      Array.from({ length: 20 }, (_, at) => at + 2),
    );
  });
});
