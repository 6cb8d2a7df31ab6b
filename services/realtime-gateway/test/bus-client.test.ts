import { CHAT_API_REQUESTS } from '@kcs/contracts';
import type { NatsConnection } from '@nats-io/nats-core';
import t from 'tap';
import { createBusClient } from '../src/bus-client.ts';
import { DeliveryGate } from '../src/health/delivery-gate.ts';

t.test('while NATS is disconnected, a request fails immediately instead of being sent later', async (t) => {
  const deliveryGate = new DeliveryGate();
  deliveryGate.natsDisconnected();
  const requestTimeouts: (number | undefined)[] = [];
  const natsConnection = {
    request: async (_subject: string, _payload: string, { timeout }: { timeout?: number }) => {
      requestTimeouts.push(timeout);
      return { json: () => ({ ok: true, data: { rooms: [] } }) };
    },
  } as unknown as NatsConnection;
  const busClient = createBusClient(natsConnection, deliveryGate);
  await t.rejects(busClient.roomsOfUser({ userId: 'user_1' }), { code: 'UNAVAILABLE' });
  t.same(requestTimeouts, []);
  deliveryGate.natsReconnected();
  t.same(await busClient.roomsOfUser({ userId: 'user_1' }), { rooms: [] });
  await busClient.roomsOfUser({ userId: 'user_1' }, { timeoutMs: 300 });
  t.same(requestTimeouts, [2_000, 300], 'the caller may shorten the timeout');
});

t.test('a request that waits for its reply fails as soon as NATS disconnects', async (t) => {
  const natsConnection = { request: () => new Promise(() => {}) } as unknown as NatsConnection;
  const deliveryGate = new DeliveryGate();
  const busClient = createBusClient(natsConnection, deliveryGate);
  const headsRequest = busClient.changedHeads({ positions: {} });
  const sessionsRequest = busClient.endedSessions({ sessionIds: [] });
  deliveryGate.natsDisconnected();
  await t.rejects(headsRequest, { code: 'UNAVAILABLE' });
  await t.rejects(sessionsRequest, { code: 'UNAVAILABLE' });
});

t.test('the outcome and the duration of each request are reported', async (t) => {
  const replies = [
    { ok: true, data: { rooms: [] } },
    { ok: false, error: { code: 'ROOM_NOT_FOUND', message: 'There is no such room.' } },
  ];
  const natsConnection = {
    request: async () => ({ json: () => replies.shift() }),
  } as unknown as NatsConnection;
  const settled: unknown[] = [];
  const busClient = createBusClient(natsConnection, new DeliveryGate(), (subject, outcome, ms) =>
    settled.push([subject, outcome, ms >= 0]),
  );
  await busClient.roomsOfUser({ userId: 'user_1' });
  await t.rejects(busClient.roomsOfUser({ userId: 'user_1' }), { code: 'ROOM_NOT_FOUND' });
  const { subject } = CHAT_API_REQUESTS.roomsOfUser;
  t.same(settled, [
    [subject, 'ok', true],
    [subject, 'ROOM_NOT_FOUND', true],
  ]);
});
