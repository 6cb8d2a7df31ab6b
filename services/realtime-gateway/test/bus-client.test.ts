import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { errors, type NatsConnection } from '@nats-io/nats-core';
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

/** Returns a NATS connection that answers requests of clients that connect, and counts those in progress. */
function createCountingConnection({ servesSharedRequests }: { servesSharedRequests: boolean }) {
  const counts = { sent: 0, inProgress: 0, maxInProgress: 0 };
  const answer = (subject: string, payload: string) => {
    const { connections } = JSON.parse(payload);
    if (subject === CHAT_API_REQUESTS.authorizeConnections.subject)
      return { results: connections.map(() => ({ rooms: [] })) };
    if (subject === CHAT_API_REQUESTS.openRoomsOfUsers.subject) return { openings: [], separate: [] };
    return { rooms: [] };
  };
  const sharedSubjects: readonly string[] = [
    CHAT_API_REQUESTS.authorizeConnections.subject,
    CHAT_API_REQUESTS.openRoomsOfUsers.subject,
  ];
  const request = async (subject: string, payload: string) => {
    if (!servesSharedRequests && sharedSubjects.includes(subject))
      throw new errors.RequestError('', { cause: new errors.NoRespondersError(subject) });
    counts.sent += 1;
    counts.inProgress += 1;
    counts.maxInProgress = Math.max(counts.maxInProgress, counts.inProgress);
    await new Promise((resolve) => setImmediate(resolve));
    counts.inProgress -= 1;
    return { json: () => ({ ok: true, data: answer(subject, payload) }) };
  };
  return { natsConnection: { request } as unknown as NatsConnection, counts };
}

t.test('when all clients connect at once, they share requests, few of which are in progress', async (t) => {
  for (const servesSharedRequests of [true, false]) {
    const { natsConnection, counts } = createCountingConnection({ servesSharedRequests });
    const busClient = createBusClient(natsConnection, new DeliveryGate());
    const connect = () => busClient.authorizeConnect({ sessionId: 'sess_1', userId: 'user_1' });
    const join = () => busClient.openRooms({ userId: 'user_1', rooms: [] });
    for (const request of [connect, join])
      await Promise.all(Array.from({ length: 1_000 }, (): Promise<unknown> => request()));
    const { sent, maxInProgress } = counts;
    const [maxSent, limit] = servesSharedRequests ? [70, 4] : [2_000, 64];
    t.ok(sent <= maxSent, `${sent} requests of 2 × 1,000 clients`);
    t.ok(maxInProgress <= limit, `${maxInProgress} in progress, and chat-api refuses more than 256`);
  }
});

t.test('no client that connects waits for NATS to come back', async (t) => {
  const { natsConnection } = createCountingConnection({ servesSharedRequests: true });
  const deliveryGate = new DeliveryGate();
  const busClient = createBusClient(natsConnection, deliveryGate);
  const connect = () => busClient.authorizeConnect({ sessionId: 'sess_1', userId: 'user_1' });
  const requests = Array.from({ length: 100 }, connect);
  deliveryGate.natsDisconnected();
  const outcomes = await Promise.allSettled(requests);
  t.ok(outcomes.every(({ status }) => status === 'rejected'));
});

t.test('if chat-api refuses the requests of connecting clients, the gateways ask again', async (t) => {
  const maxInProgressAtChatApi = 16;
  const gatewayCount = 5;
  let inProgress = 0;
  let refusalCount = 0;
  const natsConnection = {
    request: async (_subject: string, payload: string) => {
      if (inProgress >= maxInProgressAtChatApi) {
        refusalCount += 1;
        return { json: () => ({ ok: false, error: { code: 'UNAVAILABLE', status: 503, message: 'Busy.' } }) };
      }
      inProgress += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      inProgress -= 1;
      const results = JSON.parse(payload).connections.map(() => ({ rooms: [] }));
      return { json: () => ({ ok: true, data: { results } }) };
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
    () => ({ json: () => ({ ok: true, data: { results: [{ code: 'UNAUTHENTICATED' }] } }) }),
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
