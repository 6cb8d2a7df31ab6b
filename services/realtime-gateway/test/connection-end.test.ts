import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from './support/two-gateways.ts';

const POLLING_PATH = '/socket.io/?EIO=4&transport=polling';

/** Sends the text as one WebSocket message, bypassing the checks of the client library. */
const sendRawText = (client: TestSocket, text: string) =>
  (client.raw.io.engine.transport as unknown as { ws: { send(data: string): void } }).ws.send(text);

t.test('END-10: when a socket disconnects, the gateway closes its connection', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [{ url, gateway, metric }] = gateways;
  const countOpenConnections = () =>
    new Promise<number>((resolve, reject) =>
      gateway.http.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );

  t.test('a WebSocket is closed after a disconnect packet', async (t) => {
    const ada = await api.user('Ada');
    const connectionCountBefore = await countOpenConnections();
    const clients = await Promise.all(
      Array.from({ length: 5 }, () =>
        TestSocket.connect(t, url, ada, { transports: ['websocket'], reconnection: false }),
      ),
    );
    for (const client of clients) sendRawText(client, '41');
    for (const client of clients) {
      await eventually('the close', () => client.disconnects.length === 1);
      t.same(client.disconnects, ['transport close']);
    }
    await eventually(
      'the end of the connections',
      async () => (await countOpenConnections()) <= connectionCountBefore,
    );
    t.equal(await metric('sockets'), 0);
  });

  t.test('a polling session is closed after a disconnect packet', async (t) => {
    const { token } = await api.user('Ada');
    const { sid } = JSON.parse((await (await fetch(url + POLLING_PATH)).text()).slice(1));
    const sessionUrl = `${url}${POLLING_PATH}&sid=${sid}`;
    const postToSession = (body: string) => fetch(sessionUrl, { method: 'POST', body });
    await postToSession(`40${JSON.stringify({ token })}`);
    t.match(await (await fetch(sessionUrl)).text(), /^40\{/);
    t.equal((await postToSession('41')).status, 200);
    await eventually('the end of the session', async () => (await fetch(sessionUrl)).status === 400);
  });

  t.test('a client that disconnects may reconnect immediately', async (t) => {
    const client = await TestSocket.connect(t, url, await api.user('Ada'));
    for (let time = 0; time < 3; time += 1) {
      client.raw.disconnect();
      client.raw.connect();
      await eventually('the connection', () => client.raw.connected);
    }
    await eventually('one socket', async () => (await metric('sockets')) === 1);
    t.ok(client.raw.connected);
  });
});
