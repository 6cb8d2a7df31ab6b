import { ROOM_STREAM } from '@kcs/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import t, { type Test } from 'tap';
import { getSharedSystem } from './system.ts';

t.test('a message answered with 201 reaches every member, even if parts of the system fail', async (t) => {
  const system = await getSharedSystem();
  const [ada, bob] = [await system.user(), await system.user()];
  const room = await system.room({ owner: ada, members: [bob] });
  const listenerSockets = [
    await ada.connect(system.gateways[0]),
    await bob.connect(system.gateways[1]),
  ] as const;
  for (const listener of listenerSockets) await listener.join([room.id]);
  const messagesPath = `/chat/rooms/${room.id}/messages`;

  /** Tries once to send a message. Resolves with undefined if there is no response. */
  const trySendingMessage = (id: string, api = system.apis[0]) =>
    ada.request('POST', messagesPath, { content: id, client_msg_id: id }, { api }).catch(() => undefined);
  /** Sends a message as a real client does: tries again until a response reports success. */
  const sendMessageUntilAccepted = (id: string, api = system.apis[0]) =>
    system.until(async () => {
      const sendResponse = await trySendingMessage(id, api);
      return sendResponse?.body.success && sendResponse;
    }, 30_000);
  const createClientMsgIds = (name: string, count: number) =>
    Array.from({ length: count }, (_, n) => `${name}-${n}`);
  let expectedHead = 1;
  /** Asserts that both listeners have received every message exactly once, in order, and without gaps. */
  const assertAllReceived = async (t: Test, clientMsgIds: readonly string[]) => {
    expectedHead += clientMsgIds.length;
    for (const listener of listenerSockets) {
      await listener.next('new-chat-message', ({ seq }) => seq === expectedHead, 20_000);
      const receivedSeqs = listener.all('new-chat-message').map(({ seq }) => seq);
      t.same(
        receivedSeqs,
        Array.from({ length: expectedHead - 1 }, (_, n) => n + 2),
      );
      const lastReceivedClientMsgIds = listener
        .all('new-chat-message')
        .slice(-clientMsgIds.length)
        .map(({ data }) => data.client_msg_id);
      t.same([...lastReceivedClientMsgIds].sort(), [...clientMsgIds].sort());
    }
  };
  const readApiMetric = async (name: string, api = system.apis[0]): Promise<number> => {
    const metricsPage = await (await fetch(`${api.ops}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'm').exec(metricsPage)?.[1]);
  };
  const countWaitingSends = async () => {
    const { rows } = await system.database.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%send_messages%'`,
    );
    return rows[0].n as number;
  };
  const countUnpublishedEvents = async () => {
    const { rows } = await system.database.query(
      'SELECT count(*)::int AS n FROM room_events WHERE published_at IS NULL',
    );
    return rows[0].n as number;
  };

  t.test('committed messages arrive even if chat-api is killed before it publishes them', async (t) => {
    const clientMsgIds = createClientMsgIds('killed', 150);
    // While this connection holds the lock of the room, PostgreSQL has the first messages, but cannot commit them.
    const lockHolder = new pg.Client({ connectionString: system.database.url });
    await lockHolder.connect();
    t.teardown(() => lockHolder.end());
    await lockHolder.query('BEGIN');
    await lockHolder.query('SELECT FROM rooms WHERE id = $1 FOR UPDATE', [room.id]);
    const responsePromises = clientMsgIds.map((id) => trySendingMessage(id));
    await system.until(async () => (await countWaitingSends()) > 0);
    await system.apis[0].kill();
    await lockHolder.query('COMMIT');
    t.strictSame(
      await Promise.all(responsePromises),
      clientMsgIds.map(() => undefined),
      'no message was answered',
    );
    const answers = await Promise.all(clientMsgIds.map((id) => sendMessageUntilAccepted(id, system.apis[1])));
    const statuses = answers.map(({ status }) => status);
    t.ok(statuses.includes(200), 'some messages were committed after the kill');
    t.ok(statuses.includes(201), 'some messages had not reached PostgreSQL');
    await assertAllReceived(t, clientMsgIds);
    // Every event must reach the bus, even though the gateways could repair a gap from the room's log, because other
    // consumers rely on the bus.
    await system.until(async () => (await countUnpublishedEvents()) === 0);
    await system.apis[0].start();
  });

  t.test(
    'messages sent while NATS is unavailable are stored, and arrive within 5 s after it is back',
    async (t) => {
      await system.nats.kill();
      const clientMsgIds = createClientMsgIds('away', 520);
      for (let at = 0; at < clientMsgIds.length; at += 52) {
        const batchResponsePromises = clientMsgIds
          .slice(at, at + 52)
          .map((id, n) => trySendingMessage(id, system.apis[n % 2]));
        for (const answer of await Promise.all(batchResponsePromises))
          if (answer?.status !== 201) t.fail(`${answer?.status}`);
      }
      await system.until(async () => (await readApiMetric('outbox_oldest_unpublished_seconds')) > 8, 20_000);
      t.ok((await readApiMetric('outbox_unpublished_events')) >= 520);
      await system.nats.start();
      const natsReturnedAt = performance.now();
      await assertAllReceived(t, clientMsgIds);
      const elapsedMs = performance.now() - natsReturnedAt;
      t.comment(`${Math.round(elapsedMs)} ms after NATS was back`);
      t.ok(elapsedMs < 5_000, `${Math.round(elapsedMs)} ms`);
      await system.until(async () => (await countUnpublishedEvents()) === 0);
    },
  );

  t.test(
    'a deleted stream and its consumer are created again with the same configuration, and no event is missing',
    async (t) => {
      const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
      t.teardown(() => natsConnection.close());
      const streamManager = await jetstreamManager(natsConnection);
      const { name, gatewayConsumer } = ROOM_STREAM;
      const { config } = await streamManager.streams.info(name);
      const originalConsumerConfig = (await streamManager.consumers.info(name, gatewayConsumer)).config;
      await streamManager.consumers.delete(name, gatewayConsumer);
      const firstBatchClientMsgIds = createClientMsgIds('consumer', 20);
      for (const clientMsgId of firstBatchClientMsgIds) await sendMessageUntilAccepted(clientMsgId);
      await assertAllReceived(t, firstBatchClientMsgIds);
      // Wait until the consumer exists again. The delivered messages do not prove this, because the gateways may repair
      // the gap before they create the consumer.
      const recreatedConsumerInfo = await system.until(() =>
        streamManager.consumers.info(name, gatewayConsumer),
      );
      const { opt_start_time: _, ...recreated } = recreatedConsumerInfo.config;
      t.match(originalConsumerConfig, recreated, 'the same consumer');

      const { rows } = await system.database.query('SELECT count(*)::int AS n FROM room_events');
      await streamManager.streams.delete(name);
      const secondBatchClientMsgIds = createClientMsgIds('stream', 20);
      await Promise.all(secondBatchClientMsgIds.map((id) => sendMessageUntilAccepted(id)));
      await assertAllReceived(t, secondBatchClientMsgIds);
      const { config: recreatedStream } = await system.until(() => streamManager.streams.info(name));
      t.same(recreatedStream, config, 'the same configuration');
      await system.until(
        async () =>
          (await streamManager.streams.info(name)).state.messages >=
          (rows[0]?.n ?? 0) + secondBatchClientMsgIds.length,
        20_000,
      );
    },
  );

  t.test('messages arrive after NATS has restarted without its data', async (t) => {
    const clientMsgIds = createClientMsgIds('wiped', 40);
    const sendsPromise = Promise.all(clientMsgIds.map((id) => sendMessageUntilAccepted(id)));
    await system.nats.wipe();
    await sendsPromise;
    await assertAllReceived(t, clientMsgIds);
  });

  t.test(
    'while NATS is frozen, sends by socket fail within 5 s, and repeating them afterward stores each message once',
    async (t) => {
      const clientMsgIds = createClientMsgIds('frozen', 3);
      const sendBySocket = (clientMsgId: string) =>
        listenerSockets[0].raw.timeout(10_000).emitWithAck('send-message', {
          roomId: room.id,
          content: clientMsgId,
          client_msg_id: clientMsgId,
        });
      system.nats.freeze();
      const sendsStartedAt = performance.now();
      const sendReplies = await Promise.all(clientMsgIds.map(sendBySocket));
      t.ok(performance.now() - sendsStartedAt < 5_000, 'queued sends fail in time too');
      for (const answer of sendReplies) t.match(answer, { success: false, error: { code: 'UNAVAILABLE' } });
      const storedResponse = await trySendingMessage('frozen-1');
      t.equal(storedResponse?.status, 201, 'REST keeps working meanwhile');
      system.nats.thaw();
      for (const clientMsgId of clientMsgIds) {
        const { data } = await system.until(async () => {
          const sendReply = await sendBySocket(clientMsgId);
          return sendReply.success && sendReply;
        });
        if (clientMsgId === 'frozen-1') t.equal(data.id, storedResponse?.body.data.id);
      }
      await assertAllReceived(t, clientMsgIds);
    },
  );

  t.test('messages arrive and presence recovers after Redis has restarted without its data', async (t) => {
    const clientMsgIds = createClientMsgIds('redis', 40);
    const sendsPromise = Promise.all(clientMsgIds.map((id) => sendMessageUntilAccepted(id)));
    await system.redis.wipe();
    await sendsPromise;
    await assertAllReceived(t, clientMsgIds);
    await system.until(async () => {
      const { users } = await listenerSockets[0].ask('get-room-online-users', { roomId: room.id });
      return users?.length === 2;
    }, 20_000);
  });

  t.test(
    'during a restart of PostgreSQL, each message is either stored or refused, and refused messages can be sent again',
    async (t) => {
      let isWriting = true;
      const responsesByClientMsgId = new Map<string, Awaited<ReturnType<typeof trySendingMessage>>>();
      /** Sends one message after another until a message is not stored. */
      const sendMessagesUntilRefused = async (writer: number) => {
        for (let n = 0, stored = true; isWriting && stored; n++) {
          const clientMsgId = `restarted-${writer}-${n}`;
          const sendResponse = await trySendingMessage(clientMsgId, system.apis[writer % 2]);
          responsesByClientMsgId.set(clientMsgId, sendResponse);
          stored = sendResponse?.status === 201;
        }
      };
      const allWritersPromise = Promise.all(
        Array.from({ length: 40 }, (_, writer) => sendMessagesUntilRefused(writer)),
      );
      await system.until(() => responsesByClientMsgId.size > 40);
      await system.postgres.restart();
      isWriting = false;
      await allWritersPromise;
      const clientMsgIds = [...responsesByClientMsgId.keys()];
      const responseOutcomes = [...responsesByClientMsgId.values()].map(
        (answer) => `${answer?.status} ${answer?.body.error?.code ?? 'stored'}`,
      );
      t.same([...new Set(responseOutcomes)].sort(), ['201 stored', '503 UNAVAILABLE']);
      const refusedClientMsgIds = clientMsgIds.filter((id) => responsesByClientMsgId.get(id)?.status !== 201);
      t.comment(`${refusedClientMsgIds.length} of ${clientMsgIds.length} were refused`);
      await Promise.all(refusedClientMsgIds.map((id) => sendMessageUntilAccepted(id)));
      await assertAllReceived(t, clientMsgIds);
      const { rows } = await system.database.query(
        `SELECT (SELECT count(*) FROM messages WHERE room_id = $1)::int AS messages,
        (SELECT last_seq FROM rooms WHERE id = $1) AS head`,
        [room.id],
      );
      t.same(rows, [{ messages: expectedHead - 1, head: expectedHead }]);
    },
  );

  t.test('after all outages, no event is parked and no process has exited unexpectedly', async (t) => {
    for (const api of system.apis) t.equal(await readApiMetric('outbox_parked_total', api), 0);
    t.equal((await system.database.query('SELECT 1 FROM dead_letters')).rowCount, 0);
    system.assertAllAlive(t);
    system.assertNoSecretsInLogs(t);
    t.notMatch(
      system.describeLogs(),
      /secretKey|parsedStatements/,
      'the logs contain no internals of a failed connection',
    );
  });
});
