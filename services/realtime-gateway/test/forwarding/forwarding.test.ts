import { randomBytes } from 'node:crypto';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startGateway } from '../support/gateway.ts';
import { createIntegerRange } from '../support/range.ts';
import { startRoundRobin } from '../support/round-robin.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const HANDSHAKE_PATH = '/socket.io/?EIO=4&transport=polling';
const UNKNOWN_SESSION = { code: 1, message: 'Session ID unknown' };

async function openSession(url: string): Promise<string> {
  const response = await fetch(url + HANDSHAKE_PATH);
  return JSON.parse((await response.text()).slice(1)).sid;
}

t.test('gateways pass on the requests of sessions that other gateways hold (ADDR-6)', async (t) => {
  const key = randomBytes(32).toString('hex');
  const { servers, api, gateways } = await startTwoGateways(t, {
    FORWARDING_KEY: key,
    GATEWAY_BEAT_MS: '200',
    GATEWAY_LEASE_MS: '1000',
  });
  const [first, second] = gateways;
  const balancerUrl = await startRoundRobin(t, [first.url, second.url]);
  const ada = await api.user('Ada');

  t.test('behind plain round robin, default and polling-only clients get every event once', async (t) => {
    const roomId = await api.room(ada);
    const clients = await Promise.all(
      createIntegerRange(1, 20).map((n) =>
        TestSocket.connect(t, balancerUrl, ada, n % 2 === 0 ? {} : { transports: ['polling'] }),
      ),
    );
    for (const client of clients) await client.join([roomId]);
    const defaultClients = clients.filter((_, n) => n % 2 === 1);
    await eventually('all default clients use WebSocket', () =>
      defaultClients.every(({ raw }) => raw.io.engine.transport.name === 'websocket'),
    );
    for (const n of createIntegerRange(1, 20)) await api.send(roomId, ada, `message ${n}`);
    for (const client of clients) {
      await client.next('new-chat-message', ({ seq }) => seq === 21);
      t.same(client.seqs, createIntegerRange(2, 21));
      t.same(client.disconnects, []);
    }
    t.ok((await first.metric('forwarded_tunnels')) + (await second.metric('forwarded_tunnels')) > 0);
    t.ok((await first.metric('forwarded_total')) > 0);
  });

  t.test(
    'a request for a gateway that is unknown or gone gets the answer for an unknown session',
    async (t) => {
      const third = await startGateway(t, servers, { FORWARDING_KEY: key });
      const sid = await openSession(third.url);
      const postVia = (url: string, id: string) =>
        fetch(`${url}${HANDSHAKE_PATH}&sid=${id}`, { method: 'POST', body: '40' });
      t.equal((await postVia(first.url, sid)).status, 200, 'while the gateway runs');
      await third.stop();
      // An idle connection to the stopped gateway may not be closed yet. A request on it gets 503.
      await eventually('the end', async () => (await postVia(first.url, sid)).status === 400);
      for (const unknownSid of [sid, sid.replace(/^./, (letter) => (letter === 'x' ? 'y' : 'x'))]) {
        const response = await postVia(first.url, unknownSid);
        t.equal(response.status, 400);
        t.same(await response.json(), UNKNOWN_SESSION);
      }
    },
  );

  t.test('the first gateway checks the origin and the size', async (t) => {
    const sessionUrl = `${first.url}${HANDSHAKE_PATH}&sid=${await openSession(second.url)}`;
    t.equal((await fetch(sessionUrl, { headers: { origin: 'https://evil.example' } })).status, 403);
    const tooLong = await fetch(sessionUrl, { method: 'POST', body: 'x'.repeat(131_073) });
    t.equal(tooLong.status, 413);
    t.equal((await fetch(sessionUrl, { method: 'POST', body: '40' })).status, 200, 'the session continues');
  });

  t.test('while Redis is down, requests are still passed on to gateways that are known', async (t) => {
    const sessionUrl = `${first.url}${HANDSHAKE_PATH}&sid=${await openSession(second.url)}`;
    t.equal((await fetch(sessionUrl, { method: 'POST', body: '40' })).status, 200);
    await servers.redis.kill();
    t.equal((await fetch(sessionUrl)).status, 200);
    const unknownGateway = `${first.url}${HANDSHAKE_PATH}&sid=${'x'.repeat(12)}.${'y'.repeat(24)}`;
    t.equal((await fetch(unknownGateway)).status, 503, 'nobody knows whether this gateway exists');
    await servers.redis.start();
  });
});
