import { setTimeout as sleep } from 'node:timers/promises';
import { ROOM_STREAM, type RoomEvent } from '@kcs/contracts';
import { connectNats, REQUEST_ID_HEADER } from '@kcs/service-kit';
import { eventually, startTestNats } from '@kcs/testkit';
import { headers } from '@nats-io/nats-core';
import t, { type Test } from 'tap';
import { RoomEventConsumer, type RoomEventConsumerOptions } from '../../src/consume/room-event-consumer.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { startServicesStandIn } from '../support/services-stand-in.ts';
import { silentLogger } from '../support/silent-logger.ts';

async function startBusWithServices(t: Test) {
  const testNats = await startTestNats(t);
  const servicesStandIn = await startServicesStandIn(t, testNats);
  const natsConnection = await connectNats({
    url: testNats.url,
    creds: testNats.credsOf('realtime-gateway'),
    service: 'realtime-gateway',
    name: 'consumer',
    logger: silentLogger,
  });
  t.teardown(() => natsConnection.close());
  const createRoomEventConsumer = (options: Partial<RoomEventConsumerOptions> = {}) =>
    new RoomEventConsumer({
      nc: natsConnection,
      logger: silentLogger,
      relay: { relay: async () => {} },
      park: async () => {},
      now: Date.now,
      onConsumed: () => {},
      onPending: () => {},
      ...options,
    });
  return { api: servicesStandIn, create: createRoomEventConsumer };
}

t.test('a consumer can be stopped at any moment during its start', async (t) => {
  const { create } = await startBusWithServices(t);
  for (let ms = 0; ms < 10; ms += 1) {
    const roomEventConsumer = create();
    roomEventConsumer.start();
    roomEventConsumer.resume();
    await sleep(ms);
    const isStoppedInTime = await Promise.race([
      roomEventConsumer.stop().then(() => true),
      sleep(5_000, false, { ref: false }),
    ]);
    t.ok(isStoppedInTime, `${ms} ms after its start`);
    if (!isStoppedInTime) break;
  }
});

t.test('an event is acknowledged when relaying succeeds, and redelivered when relaying fails', async (t) => {
  const { api, create } = await startBusWithServices(t);
  const relayAttempts: RoomEvent[] = [];
  const consumptionOutcomes: string[] = [];
  const roomEventConsumer = create({
    relay: {
      relay: async (event) => {
        if (relayAttempts.push(event) === 1) throw new Error('unconfirmed');
      },
    },
    onConsumed: (outcome) => consumptionOutcomes.push(outcome),
  });
  t.teardown(() => roomEventConsumer.stop());
  roomEventConsumer.start();
  roomEventConsumer.resume();
  await api.room(await api.user('Ada'));
  await eventually('the second attempt', () => consumptionOutcomes.length === 2);
  t.same(consumptionOutcomes, ['failed', 'fanned-out']);
  t.same(relayAttempts[1], relayAttempts[0]);
  const streamManager = await api.js.jetstreamManager();
  await eventually('the acknowledgment', async () => {
    const consumerInfo = await streamManager.consumers.info(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    return consumerInfo.num_ack_pending === 0 && consumerInfo.num_pending === 0;
  });
});

t.test('a paused consumer consumes no events', async (t) => {
  const { api, create } = await startBusWithServices(t);
  const relayedSeqs: number[] = [];
  const roomEventConsumer = create({ relay: { relay: async ({ seq }) => void relayedSeqs.push(seq) } });
  t.teardown(() => roomEventConsumer.stop());
  roomEventConsumer.start();
  roomEventConsumer.resume();
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  await eventually('the first event', () => relayedSeqs.length === 1);
  roomEventConsumer.pause();
  await eventually('the pause', () => !roomEventConsumer.consuming);
  await api.send(roomId, ada, 'while paused');
  await sleep(200);
  t.same(relayedSeqs, [1]);
  roomEventConsumer.resume();
  await eventually('the second event', () => relayedSeqs.length === 2);
});

t.test('an event that cannot be processed is parked as a dead letter with a reason', async (t) => {
  const { api, create } = await startBusWithServices(t);
  const consumptionOutcomes: string[] = [];
  const deadLetters: object[] = [];
  const { logger, lines } = createRecordingLogger();
  const roomEventConsumer = create({
    logger,
    park: async (letter) => void deadLetters.push(letter),
    onConsumed: (outcome) => consumptionOutcomes.push(outcome),
  });
  t.teardown(() => roomEventConsumer.stop());
  roomEventConsumer.start();
  roomEventConsumer.resume();
  const messageHeaders = headers();
  messageHeaders.set(REQUEST_ID_HEADER, 'request-1');
  await api.js.publish('chat.room.room_1.message-created', 'not json', { headers: messageHeaders });
  await eventually('the dead letter', () => consumptionOutcomes.length === 1);
  t.same(consumptionOutcomes, ['parked']);
  t.match(
    lines,
    [{ subject: 'chat.room.room_1.message-created', request_id: 'request-1' }],
    'the log names the request',
  );
  t.match(deadLetters, [
    { reason: 'the event is not valid JSON', payload: 'not json', source: ROOM_STREAM.gatewayConsumer },
  ]);
  const streamManager = await api.js.jetstreamManager();
  const areAllEventsAcknowledged = async () => {
    const { num_ack_pending } = await streamManager.consumers.info(
      ROOM_STREAM.name,
      ROOM_STREAM.gatewayConsumer,
    );
    return num_ack_pending === 0;
  };
  await eventually('the event is removed from the bus', areAllEventsAcknowledged, { timeoutMs: 3_000 });
  t.equal(deadLetters.length, 1, 'it is not delivered again');
});

t.test('while the bus is silent, the check fails and names the cause', async (t) => {
  const { api, create } = await startBusWithServices(t);
  let virtualElapsedMs = 0;
  const relayedSeqs: number[] = [];
  const roomEventConsumer = create({
    elapsedMs: () => virtualElapsedMs,
    relay: { relay: async ({ seq }) => void relayedSeqs.push(seq) },
  });
  const readCheckProblem = (): string => {
    try {
      roomEventConsumer.check();
      return '';
    } catch (err) {
      return String(err);
    }
  };
  t.teardown(() => roomEventConsumer.stop());
  roomEventConsumer.start();
  roomEventConsumer.resume();
  await eventually('the start', () => roomEventConsumer.consuming);
  virtualElapsedMs += 11_000;
  t.match(readCheckProblem(), /no room event or heartbeat from JetStream for 11 s$/);
  await eventually('a heartbeat', () => readCheckProblem() === '', 6_000);

  const streamManager = await api.js.jetstreamManager();
  await streamManager.streams.delete(ROOM_STREAM.name);
  await eventually('the end of the subscription', () => !roomEventConsumer.consuming);
  virtualElapsedMs += 11_000;
  await eventually('the cause', () => /JetStream for 11 s: stream not found$/.test(readCheckProblem()));
  roomEventConsumer.pause();
  t.equal(readCheckProblem(), '', 'a paused consumer expects nothing from the bus');
  roomEventConsumer.resume();
  t.equal(readCheckProblem(), '', 'the time of the pause does not count as silence');
  virtualElapsedMs += 11_000;
  t.not(readCheckProblem(), '');
  await api.createStream();
  await api.room(await api.user('Ada'));
  await eventually('the event', () => relayedSeqs.length === 1);
  t.equal(readCheckProblem(), '');
});
