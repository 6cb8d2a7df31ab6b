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

t.test('when all clients connect at once, their requests wait for each other', async (t) => {
  const deliveryGate = new DeliveryGate();
  let inProgress = 0;
  let maxInProgress = 0;
  const natsConnection = {
    request: async () => {
      inProgress += 1;
      maxInProgress = Math.max(maxInProgress, inProgress);
      await new Promise((resolve) => setImmediate(resolve));
      inProgress -= 1;
      return { json: () => ({ ok: true, data: { rooms: [] } }) };
    },
  } as unknown as NatsConnection;
  const busClient = createBusClient(natsConnection, deliveryGate);
  const connect = () => busClient.authorizeConnect({ sessionId: 'sess_1', userId: 'user_1' });
  const join = () => busClient.openRooms({ userId: 'user_1', rooms: [] });
  for (const request of [connect, join]) {
    maxInProgress = 0;
    await Promise.all(Array.from({ length: 1_000 }, (): Promise<unknown> => request()));
    t.ok(
      maxInProgress <= 64,
      `${maxInProgress} requests in progress, although chat-api refuses more than 256`,
    );
  }
  const requests = Array.from({ length: 100 }, connect);
  deliveryGate.natsDisconnected();
  const outcomes = await Promise.allSettled(requests);
  t.ok(
    outcomes.every(({ status }) => status === 'rejected'),
    'no request waits for NATS to come back',
  );
});

t.test('if chat-api refuses the requests of connecting clients, the gateways ask again', async (t) => {
  const maxInProgressAtChatApi = 256;
  const gatewayCount = 5;
  let inProgress = 0;
  let refusalCount = 0;
  const natsConnection = {
    request: async () => {
      if (inProgress >= maxInProgressAtChatApi) {
        refusalCount += 1;
        return { json: () => ({ ok: false, error: { code: 'UNAVAILABLE', status: 503, message: 'Busy.' } }) };
      }
      inProgress += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      inProgress -= 1;
      return { json: () => ({ ok: true, data: { rooms: [] } }) };
    },
  } as unknown as NatsConnection;
  const busClients = Array.from({ length: gatewayCount }, () =>
    createBusClient(natsConnection, new DeliveryGate()),
  );
  const outcomes = await Promise.allSettled(
    busClients.flatMap((busClient) =>
      Array.from({ length: 200 }, () =>
        busClient.authorizeConnect({ sessionId: 'sess_1', userId: 'user_1' }),
      ),
    ),
  );
  t.ok(refusalCount > 0, 'chat-api refused some requests');
  t.same(outcomes.filter(({ status }) => status === 'rejected').length, 0, 'no client is sent away');
});

t.test('a connect request is not repeated if nobody answers or the answer is final', async (t) => {
  const outcomes: (() => unknown)[] = [
    () => {
      throw new Error('no responders');
    },
    () => ({
      json: () => ({ ok: false, error: { code: 'UNAUTHENTICATED', status: 401, message: 'Over.' } }),
    }),
  ];
  let requestCount = 0;
  const natsConnection = {
    request: async () => {
      requestCount += 1;
      return outcomes.shift()?.();
    },
  } as unknown as NatsConnection;
  const busClient = createBusClient(natsConnection, new DeliveryGate());
  const connect = () => busClient.authorizeConnect({ sessionId: 'sess_1', userId: 'user_1' });
  await t.rejects(connect(), { code: 'UNAVAILABLE' });
  await t.rejects(connect(), { code: 'UNAUTHENTICATED' });
  t.equal(requestCount, 2);
});
