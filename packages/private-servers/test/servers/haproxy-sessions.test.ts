import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { openEngineSession, pollEngineSession, startFrontDoor } from '../fixtures/front-door.ts';

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
