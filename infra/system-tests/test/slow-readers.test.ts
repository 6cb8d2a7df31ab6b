import type { Socket as NetSocket } from 'node:net';
import { startSystem, type TestSocket, type TestSystem, type TestUser } from '@kcs/testkit';
import t from 'tap';

interface ClientTransport {
  /** The TCP socket that a WebSocket transport uses; undefined for long-polling. */
  readonly ws: { readonly _socket: NetSocket };
  /** Stops long-polling after the current poll, and calls `paused` when this is done. */
  pause(paused: () => void): void;
}
const getClientTransport = ({ raw }: TestSocket) => raw.io.engine.transport as unknown as ClientTransport;

const readGatewayMetric = async (system: TestSystem, name: string): Promise<number> => {
  const metricsPage = await (await fetch(`${system.gateways[0].ops}/metrics`)).text();
  return Number(new RegExp(`^kcs_gateway_${name}(?:{.*})? (\\S+)$`, 'm').exec(metricsPage)?.[1]);
};

/**
 * Connects a new socket, which joins the room with `since`. Returns the seqs of the missed events, which are in the
 * join reply or come from `GET …/events`.
 */
const fetchMissedSeqs = async (user: TestUser, roomId: string, since: number): Promise<number[]> => {
  const socket = await user.connect();
  const { missed, heads } = await socket.join([roomId], { [roomId]: since });
  if (missed[roomId].events) return missed[roomId].events.map(({ seq }: { seq: number }) => seq);
  const missedSeqs: number[] = [];
  while ((missedSeqs.at(-1) ?? since) < heads[roomId]) {
    const afterSeq = missedSeqs.at(-1) ?? since;
    const { body } = await user.request('GET', `/chat/rooms/${roomId}/events?after=${afterSeq}&limit=1000`);
    missedSeqs.push(...body.data.map(({ seq }: { seq: number }) => seq));
  }
  return missedSeqs;
};

t.test('sockets that do not read are closed behind HAProxy, without affecting other sockets', async (t) => {
  // Enough messages to fill the buffers of the kernel and of HAProxy, which hold 5 MB on the loopback interface.
  // Without the limits in haproxy.cfg, HAProxy alone would buffer 9 MB.
  const messageCount = 400;
  const largeContent = '😀'.repeat(4_000);
  const system = await startSystem(t, {
    gateways: 1,
    haproxy: true,
    env: { MESSAGES_PER_SECOND_PER_USER: '100000', SLOW_READER_BYTES: '500000' },
  });
  const [ada, bob, carl] = [await system.user(), await system.user(), await system.user()];
  const room = await system.room({ owner: ada, members: [bob, carl] });
  const healthySocket = await ada.connect();
  const stalledWebSocket = await bob.connect(undefined, { transports: ['websocket'], reconnection: false });
  const stalledPollingSocket = await carl.connect(undefined, {
    transports: ['polling'],
    reconnection: false,
  });
  for (const socket of [healthySocket, stalledWebSocket, stalledPollingSocket]) await socket.join([room.id]);

  const stalledTcpSocket = getClientTransport(stalledWebSocket).ws._socket;
  stalledTcpSocket.pause();
  getClientTransport(stalledPollingSocket).pause(() => {});
  for (let sent = 0; sent < messageCount; sent += 20) {
    const sendMessage = () =>
      ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: largeContent });
    await Promise.all(Array.from({ length: 20 }, sendMessage));
    await healthySocket.next('new-chat-message', ({ seq }) => seq === sent + 21);
  }
  const allMessageSeqs = Array.from({ length: messageCount }, (_, n) => n + 2);
  const listReceivedSeqs = (socket: TestSocket) => socket.all('new-chat-message').map(({ seq }) => seq);
  t.same(listReceivedSeqs(healthySocket), allMessageSeqs);

  await system.until(async () => (await readGatewayMetric(system, 'slow_readers_total')) === 2);
  await system.until(async () => (await readGatewayMetric(system, 'unsent_bytes')) === 0);
  t.equal(await readGatewayMetric(system, 'sockets'), 1);
  stalledTcpSocket.resume();
  t.not(
    await stalledWebSocket.closed(),
    'io server disconnect',
    'a default client would not reconnect after a server disconnect',
  );

  for (const [user, socket] of [
    [bob, stalledWebSocket],
    [carl, stalledPollingSocket],
  ] as const) {
    const receivedSeqs = listReceivedSeqs(socket);
    t.same(
      [...receivedSeqs, ...(await fetchMissedSeqs(user, room.id, receivedSeqs.at(-1) ?? 1))],
      allMessageSeqs,
      'there is no gap after the reconnect',
    );
  }
  t.ok(healthySocket.connected);
});
