import { once } from 'node:events';
import { request } from 'node:http';
import { eventually, TestSocket } from '@kcs/testkit';
import { io } from 'socket.io-client';
import t from 'tap';
import { startGateway } from '../support/gateway.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';

/** Sends a WebSocket upgrade and returns the status of the response, 101 for a success. */
async function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  const upgrading = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      ...headers,
    },
  });
  upgrading.on('error', () => {});
  upgrading.end();
  return new Promise((resolve) => {
    upgrading.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    upgrading.on('response', (response) => resolve(response.statusCode ?? 0));
  });
}

t.test('handshakes', async (t) => {
  const { servers, gateways } = await startTwoGateways(t, { CORS_ORIGINS: 'https://school.example' });
  const [{ url }] = gateways;

  t.test(
    'ADDR-5: foreign origins are refused, also for upgrades; allowed origins and requests without one pass',
    async (t) => {
      for (const origin of [
        'https://evil.example',
        'https://school.example.evil.example',
        'null',
        'http://school.example',
      ]) {
        t.equal((await fetch(url + HANDSHAKE, { headers: { origin } })).status, 403, origin);
        t.equal(await upgrade(url, { origin }), 403, `${origin}: upgrade`);
      }
      for (const origin of ['https://school.example', 'http://localhost:4500']) {
        const response = await fetch(url + HANDSHAKE, { headers: { origin } });
        t.equal(response.status, 200);
        t.equal(response.headers.get('access-control-allow-origin'), origin, 'the exact origin is echoed');
        t.equal(response.headers.get('access-control-allow-credentials'), 'true');
        t.equal(await upgrade(url, { origin }), 101);
      }
      t.equal((await fetch(url + HANDSHAKE)).status, 200);
      t.equal(await upgrade(url, {}), 101);
    },
  );

  t.test('in development, a page from any local address of the front door may connect', async (t) => {
    const open = await startGateway(t, servers);
    const host = 'pc7.local:4500';
    t.equal(await upgrade(open.url, { host, origin: `http://${host}` }), 101);
    t.equal(await upgrade(open.url, { host, origin: 'http://evil.example' }), 403);
  });

  t.test('a preflight allows Authorization', async (t) => {
    const response = await fetch(url + HANDSHAKE, {
      method: 'OPTIONS',
      headers: { origin: 'https://school.example', 'access-control-request-headers': 'authorization' },
    });
    t.ok(response.ok);
    t.match(response.headers.get('access-control-allow-headers'), /authorization/i);
  });

  t.test('the handshake response contains the session id in a header for the load balancer', async (t) => {
    const response = await fetch(url + HANDSHAKE);
    const { sid } = JSON.parse((await response.text()).slice(1));
    t.equal(response.headers.get('x-kcs-sid'), sid);
  });

  t.test('other paths get 404', async (t) => {
    t.equal((await fetch(`${url}/`)).status, 404);
  });
});

t.test('limits on connections', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [{ url }] = gateways;

  t.test('END-4: above the limits the response is 503, and a default client connects later', async (t) => {
    const small = await startGateway(t, servers, { CONNECTIONS_PER_GATEWAY: '1' });
    const first = await TestSocket.connect(t, small.url, await api.user('Ada'), {
      transports: ['websocket'],
    });
    const refused = await fetch(small.url + HANDSHAKE);
    t.equal(refused.status, 503);
    t.match(await refused.json(), {
      success: false,
      error: { code: 'OVER_CAPACITY', message: /Try again in a moment/ },
    });
    t.equal(await upgrade(small.url, {}), 503);
    const { token } = await api.user('Bob');
    const waiting = io(small.url, { auth: { token }, forceNew: true, reconnectionDelay: 100 });
    t.teardown(() => waiting.disconnect());
    await once(waiting as never, 'connect_error');
    first.close();
    await eventually('the connection', () => waiting.connected);
    t.ok((await small.metric('connections_refused_total')) >= 3);
  });

  t.test('LIM-6: connections above the limit per second are refused in that second', async (t) => {
    const slow = await startGateway(t, servers, { CONNECTS_PER_SECOND_PER_GATEWAY: '2' });
    const responses = await Promise.all(Array.from({ length: 8 }, () => fetch(slow.url + HANDSHAKE)));
    const refused = responses.filter(({ status }) => status === 503);
    t.ok(refused.length >= 4, `${refused.length} of 8`);
    t.ok(refused[0]?.headers.get('retry-after'));
  });

  t.test('LIM-4: the oldest socket of a user is closed, and may reconnect', async (t) => {
    const few = await startGateway(t, servers, { SOCKETS_PER_USER: '2' });
    const user = await api.user('Ada');
    const clients: TestSocket[] = [];
    for (let at = 0; at < 3; at += 1) {
      clients.push(
        await TestSocket.connect(t, few.url, user, { reconnection: false, transports: ['websocket'] }),
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
