import { setTimeout as sleep } from 'node:timers/promises';
import { ROOM_STREAM, type RoomEvent } from '@kcs/contracts';
import { connectNats } from '@kcs/service-kit';
import { eventually, startTestNats } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { RoomEventConsumer, type RoomEventConsumerOptions } from '../../src/consume/room-event-consumer.ts';
import { startServicesStandIn } from '../support/services-stand-in.ts';
import { silentLogger } from '../support/silent-logger.ts';

async function startBus(t: Test) {
  const nats = await startTestNats(t);
  const api = await startServicesStandIn(t, nats);
  const nc = await connectNats({
    url: nats.url,
    creds: nats.credsOf('realtime-gateway'),
    service: 'realtime-gateway',
    name: 'consumer',
    logger: silentLogger,
  });
  t.teardown(() => nc.close());
  const createConsumer = (options: Partial<RoomEventConsumerOptions> = {}) =>
    new RoomEventConsumer({
      nc,
      logger: silentLogger,
      relay: { relay: async () => {} },
      park: async () => {},
      now: Date.now,
      onConsumed: () => {},
      onPending: () => {},
      ...options,
    });
  return { api, create: createConsumer };
}

t.test('a consumer can be stopped at any moment during its start', async (t) => {
  const { create } = await startBus(t);
  for (let ms = 0; ms < 10; ms += 1) {
    const consumer = create();
    consumer.start();
    consumer.resume();
    await sleep(ms);
    const isStopped = await Promise.race([
      consumer.stop().then(() => true),
      sleep(5_000, false, { ref: false }),
    ]);
    t.ok(isStopped, `${ms} ms after its start`);
    if (!isStopped) break;
  }
});

t.test('an event is acknowledged when relaying succeeds, and redelivered when relaying fails', async (t) => {
  const { api, create } = await startBus(t);
  const relayAttempts: RoomEvent[] = [];
  const consumptionOutcomes: string[] = [];
  const consumer = create({
    relay: {
      relay: async (event) => {
        if (relayAttempts.push(event) === 1) throw new Error('unconfirmed');
      },
    },
    onConsumed: (outcome) => consumptionOutcomes.push(outcome),
  });
  t.teardown(() => consumer.stop());
  consumer.start();
  consumer.resume();
  await api.room(await api.user('Ada'));
  await eventually('the second attempt', () => consumptionOutcomes.length === 2);
  t.same(consumptionOutcomes, ['failed', 'fanned-out']);
  t.same(relayAttempts[1], relayAttempts[0]);
  const jsm = await api.js.jetstreamManager();
  await eventually('the acknowledgment', async () => {
    const consumerInfo = await jsm.consumers.info(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    return consumerInfo.num_ack_pending === 0 && consumerInfo.num_pending === 0;
  });
});

t.test('a paused consumer consumes no events', async (t) => {
  const { api, create } = await startBus(t);
  const relayedSeqs: number[] = [];
  const consumer = create({ relay: { relay: async ({ seq }) => void relayedSeqs.push(seq) } });
  t.teardown(() => consumer.stop());
  consumer.start();
  consumer.resume();
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  await eventually('the first event', () => relayedSeqs.length === 1);
  consumer.pause();
  await eventually('the pause', () => !consumer.consuming);
  await api.send(roomId, ada, 'while paused');
  await sleep(200);
  t.same(relayedSeqs, [1]);
  consumer.resume();
  await eventually('the second event', () => relayedSeqs.length === 2);
});

t.test('an event that cannot be processed is parked as a dead letter with a reason', async (t) => {
  const { api, create } = await startBus(t);
  const consumptionOutcomes: string[] = [];
  const deadLetters: object[] = [];
  const consumer = create({
    park: async (letter) => void deadLetters.push(letter),
    onConsumed: (outcome) => consumptionOutcomes.push(outcome),
  });
  t.teardown(() => consumer.stop());
  consumer.start();
  consumer.resume();
  await api.js.publish('chat.room.room_1.message-created', 'not json');
  await eventually('the dead letter', () => consumptionOutcomes.length === 1);
  t.same(consumptionOutcomes, ['parked']);
  t.match(deadLetters, [
    { reason: 'the event is not valid JSON', payload: 'not json', source: ROOM_STREAM.gatewayConsumer },
  ]);
  const jsm = await api.js.jetstreamManager();
  const isConsumerEmpty = async () => {
    const { num_ack_pending } = await jsm.consumers.info(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    return num_ack_pending === 0;
  };
  await eventually('the event is removed from the bus', isConsumerEmpty, { timeoutMs: 3_000 });
  t.equal(deadLetters.length, 1, 'it is not delivered again');
});

t.test('while the bus is silent, the check fails and names the cause', async (t) => {
  const { api, create } = await startBus(t);
  let elapsedMs = 0;
  const relayedSeqs: number[] = [];
  const consumer = create({
    elapsedMs: () => elapsedMs,
    relay: { relay: async ({ seq }) => void relayedSeqs.push(seq) },
  });
  const readCheckProblem = (): string => {
    try {
      consumer.check();
      return '';
    } catch (err) {
      return String(err);
    }
  };
  t.teardown(() => consumer.stop());
  consumer.start();
  consumer.resume();
  await eventually('the start', () => consumer.consuming);
  elapsedMs += 11_000;
  t.match(readCheckProblem(), /no room event or heartbeat from JetStream for 11 s$/);
  await eventually('a heartbeat', () => readCheckProblem() === '', 6_000);

  const jsm = await api.js.jetstreamManager();
  await jsm.streams.delete(ROOM_STREAM.name);
  await eventually('the end of the subscription', () => !consumer.consuming);
  elapsedMs += 11_000;
  await eventually('the cause', () => /JetStream for 11 s: stream not found$/.test(readCheckProblem()));
  consumer.pause();
  t.equal(readCheckProblem(), '', 'a paused consumer expects nothing from the bus');
  consumer.resume();
  elapsedMs += 11_000;
  t.not(readCheckProblem(), '');
  await api.createStream();
  await api.room(await api.user('Ada'));
  await eventually('the event', () => relayedSeqs.length === 1);
  t.equal(readCheckProblem(), '');
});
