import type { Socket as NetSocket } from 'node:net';
import { type System, startSystem, type TestSocket, type TestUser } from '@kcs/testkit';
import t from 'tap';

interface Transport {
  /** Of a WebSocket. */
  readonly ws: { readonly _socket: NetSocket };
  /** Of polling: no poll after the present one. */
  pause(paused: () => void): void;
}
const transportOf = ({ raw }: TestSocket) => raw.io.engine.transport as unknown as Transport;

const metric = async (system: System, name: string): Promise<number> => {
  const text = await (await fetch(`${system.gateways[0].ops}/metrics`)).text();
  return Number(new RegExp(`^kcs_gateway_${name}(?:{.*})? (\\S+)$`, 'm').exec(text)?.[1]);
};

/** The numbers that a returning socket gets after `since`, by the answer or by the events that it refers to. */
const caughtUp = async (user: TestUser, roomId: string, since: number): Promise<number[]> => {
  const socket = await user.connect();
  const { missed, heads } = await socket.join([roomId], { [roomId]: since });
  if (missed[roomId].events) return missed[roomId].events.map(({ seq }: { seq: number }) => seq);
  const seqs: number[] = [];
  while ((seqs.at(-1) ?? since) < heads[roomId]) {
    const after = seqs.at(-1) ?? since;
    const { body } = await user.rest('GET', `/chat/rooms/${roomId}/events?after=${after}&limit=1000`);
    seqs.push(...body.data.map(({ seq }: { seq: number }) => seq));
  }
  return seqs;
};

t.test('sockets that do not read behind the balancer are closed, and nobody else notices', async (t) => {
  // What the buffers of kernel and balancer take besides: 5 MB on loopback, and 9 MB were the balancer's not bounded.
  const flood = 400;
  const content = '😀'.repeat(4_000);
  const system = await startSystem(t, {
    gateways: 1,
    haproxy: true,
    env: { MESSAGES_PER_SECOND_PER_USER: '100000', SLOW_READER_BYTES: '500000' },
  });
  const [ada, bob, carl] = [await system.user(), await system.user(), await system.user()];
  const room = await system.room({ owner: ada, members: [bob, carl] });
  const healthy = await ada.connect();
  const deaf = await bob.connect(undefined, { transports: ['websocket'], reconnection: false });
  const silent = await carl.connect(undefined, { transports: ['polling'], reconnection: false });
  for (const socket of [healthy, deaf, silent]) await socket.join([room.id]);

  const tcp = transportOf(deaf).ws._socket;
  tcp.pause();
  transportOf(silent).pause(() => {});
  for (let sent = 0; sent < flood; sent += 20) {
    const send = () => ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content });
    await Promise.all(Array.from({ length: 20 }, send));
    await healthy.next('new-chat-message', ({ seq }) => seq === sent + 21);
  }
  const all = Array.from({ length: flood }, (_, n) => n + 2);
  const seqsOf = (socket: TestSocket) => socket.all('new-chat-message').map(({ seq }) => seq);
  t.same(seqsOf(healthy), all);

  await system.until(async () => (await metric(system, 'slow_readers_total')) === 2);
  await system.until(async () => (await metric(system, 'unsent_bytes')) === 0);
  t.equal(await metric(system, 'sockets'), 1);
  tcp.resume();
  t.not(await deaf.closed(), 'io server disconnect', 'after which a default client would not return');

  for (const [user, socket] of [
    [bob, deaf],
    [carl, silent],
  ] as const) {
    const had = seqsOf(socket);
    t.same([...had, ...(await caughtUp(user, room.id, had.at(-1) ?? 1))], all, 'no gap on return');
  }
  t.ok(healthy.connected);
});
