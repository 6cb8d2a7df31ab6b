import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

const SOCKET_COUNT = 110;

t.test('in a burst of events, every socket of a large room gets each event once and in order', async (t) => {
  const { api, gateways } = await startTwoGateways(t, {
    SOCKETS_PER_USER: '200',
    EVENTS_PER_SECOND_PER_USER: '500',
  });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const connect = async (options = {}) => {
    const socket = await TestSocket.connect(t, gateways[0].url, bob, {
      transports: ['websocket'],
      ...options,
    });
    const { heads } = await socket.join([roomId]);
    return { socket, head: heads[roomId] as number };
  };
  const members = await Promise.all(Array.from({ length: SOCKET_COUNT }, () => connect()));
  members.push(await connect({ transports: ['polling'] }));
  const leaver = await connect();
  const sendBurst = (texts: readonly string[]) =>
    Promise.all(texts.map((text) => api.send(roomId, ada, text)));

  // The length of 2,000 characters needs the 16-bit field of a frame, and the length of 70,000 needs the 64-bit field.
  await sendBurst(['short', 'x'.repeat(2_000), 'x'.repeat(70_000), 'é'.repeat(60)]);
  const bursts = sendBurst(Array.from({ length: 40 }, (_, n) => `message ${n}`));
  const [newcomer, upgradingSocket] = await Promise.all([
    connect(),
    connect({ transports: ['polling', 'websocket'] }),
    leaver.socket.ask('leave-chat-room', { roomId }),
    members[0]?.socket.join([roomId]),
  ]);
  await bursts;
  const lastSeq = (await api.send(roomId, ada, 'the last one')).seq;
  for (const { socket, head } of [...members, newcomer, upgradingSocket]) {
    await eventually('the last event', () => socket.seqs.at(-1) === lastSeq);
    const expectedSeqs = Array.from({ length: lastSeq - head }, (_, n) => head + 1 + n);
    t.strictSame(socket.seqs, expectedSeqs);
  }
  t.strictSame(
    leaver.socket.seqs,
    leaver.socket.seqs.map((_, n) => leaver.head + 1 + n),
    'without a gap until the socket left',
  );
});
