import { CuttableProxy } from '@kcs/testkit';
import t from 'tap';
import { memoryOutbox } from '../../src/index.ts';
import { listMessageTexts, startRealClient, waitUntil, waitUntilCaughtUp } from '../support/real-client.ts';
import { getSharedSystem } from './shared-system.ts';

const runningSystem = await getSharedSystem();

t.test(
  'PROM-3: while gateways are killed and restarted, no event is missed and none arrives twice',
  async (t) => {
    const [ada, bob] = await Promise.all([runningSystem.user(), runningSystem.user()]);
    const room = await runningSystem.room({ owner: ada, members: [bob] });
    const client = await startRealClient(t, runningSystem, bob);
    const receivedSeqs: number[] = [];
    client.on('room-event', (event) => receivedSeqs.push(event.seq));
    await waitUntilCaughtUp(client);
    await client.open(room.id);
    // Retry a message that exceeds the rate limit (LIM-1), because the loop may send faster than the limit allows.
    const sendNumberedMessage = async (n: number): Promise<void> => {
      const { status } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: `${n}` });
      if (status !== 429) return void t.equal(status, 201);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return sendNumberedMessage(n);
    };
    for (let n = 1; n <= 30; n += 1) {
      if (n === 5) await runningSystem.gateways[0].kill();
      if (n === 15) await runningSystem.gateways[0].start();
      if (n === 16) await runningSystem.gateways[1]?.kill();
      if (n === 25) await runningSystem.gateways[1]?.start();
      await sendNumberedMessage(n);
    }
    await waitUntil(client, 'all messages', () => listMessageTexts(client, room.id).length === 30);
    t.same(
      listMessageTexts(client, room.id),
      Array.from({ length: 30 }, (_, n) => `${n + 1}`),
    );
    t.same(
      receivedSeqs,
      Array.from({ length: 30 }, (_, n) => n + 2),
      'each event is emitted once, in order',
    );
  },
);

t.test(
  'PROM-3: although connections are cut repeatedly, every message arrives exactly once and in order',
  async (t) => {
    const [ada, bob] = await Promise.all([runningSystem.user(), runningSystem.user()]);
    const room = await runningSystem.room({ owner: ada, members: [bob] });
    const socketProxy = await CuttableProxy.start(runningSystem.socketUrl);
    t.teardown(() => socketProxy.stop());
    const socketUrl = socketProxy.through(runningSystem.socketUrl);
    const [sender, reader] = await Promise.all([
      startRealClient(t, runningSystem, ada, { socketUrl }),
      startRealClient(t, runningSystem, bob, { socketUrl }),
    ]);
    await Promise.all([waitUntilCaughtUp(sender), waitUntilCaughtUp(reader)]);
    await reader.open(room.id);
    const expectedTexts = Array.from({ length: 60 }, (_, n) => `message ${n}`);
    for (const [n, content] of expectedTexts.entries()) {
      await sender.send(room.id, { content });
      if (n % 15 !== 7) continue;
      socketProxy.cut();
      await waitUntil(reader, 'the cut', (state) => state.connection !== 'online');
      socketProxy.mend();
    }
    await waitUntil(
      reader,
      'all messages',
      () => listMessageTexts(reader, room.id).length >= expectedTexts.length,
    );
    t.same(listMessageTexts(reader, room.id), expectedTexts);
    await waitUntil(sender, 'nothing pending', (state) => Object.keys(state.pending).length === 0);
  },
);

t.test('two clients that share an outbox send each message once', async (t) => {
  const ada = await runningSystem.user();
  const room = await runningSystem.room({ owner: ada });
  const outbox = memoryOutbox();
  const [first, second] = await Promise.all([
    startRealClient(t, runningSystem, ada, { outbox }),
    startRealClient(t, runningSystem, ada, { outbox }),
  ]);
  await Promise.all([waitUntilCaughtUp(first), waitUntilCaughtUp(second)]);
  await Promise.all([first.open(room.id), second.open(room.id)]);
  const expectedTexts = Array.from({ length: 20 }, (_, n) => `${n}`);
  for (const [n, content] of expectedTexts.entries()) {
    await (n % 2 === 0 ? first : second).send(room.id, { content });
    if (n === 10) first.stop();
  }
  await waitUntil(
    second,
    'all messages, because the other client takes over the rest',
    () => listMessageTexts(second, room.id).length >= expectedTexts.length,
  );
  t.same(listMessageTexts(second, room.id), expectedTexts);
});

t.test('the end of a session is emitted with its code, and the client does not reconnect', async (t) => {
  const ada = await runningSystem.user();
  const client = await startRealClient(t, runningSystem, ada);
  await waitUntilCaughtUp(client);
  const endCodePromise = new Promise<string>((resolve) =>
    client.on('session-ended', ({ code }) => resolve(code)),
  );
  await ada.request('POST', '/auth/logout');
  t.equal(await endCodePromise, 'LOGGED_OUT');
  t.equal(client.getState().connection, 'ended');
});

t.test('logging out deletes unsent messages and ends the session on the server', async (t) => {
  const ada = await runningSystem.user();
  const outbox = memoryOutbox();
  const client = await startRealClient(t, runningSystem, ada, { outbox });
  await waitUntilCaughtUp(client);
  await client.send('room_unknown', { content: 'refused' });
  await client.logOut();
  t.same(await outbox.list(), []);
  t.equal((await ada.request('GET', '/auth/me')).status, 401);
});
