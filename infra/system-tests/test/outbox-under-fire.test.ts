import { ROOM_STREAM } from '@kcs/contracts';
import { startSystem } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import t, { type Test } from 'tap';

t.test('a message answered with 201 reaches every member, even if parts of the system fail', async (t) => {
  const system = await startSystem(t, {
    gateways: 2,
    apis: 2,
    ownPostgres: true,
    env: { MESSAGES_PER_SECOND_PER_USER: '100000' },
  });
  const [ada, bob] = [await system.user(), await system.user()];
  const room = await system.room({ owner: ada, members: [bob] });
  const listeners = [await ada.connect(system.gateways[0]), await bob.connect(system.gateways[1])] as const;
  for (const listener of listeners) await listener.join([room.id]);
  const path = `/chat/rooms/${room.id}/messages`;

  /** Makes one attempt to send a message. Resolves with undefined if there is no response. */
  const attempt = (id: string, api = system.apis[0]) =>
    ada.rest('POST', path, { content: id, client_msg_id: id }, { api }).catch(() => undefined);
  /** Sends a message like a real client: retries until a response reports success. */
  const send = (id: string, api = system.apis[0]) =>
    system.until(async () => {
      const answer = await attempt(id, api);
      return answer?.body.success && answer;
    }, 30_000);
  const idsOf = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
  let head = 1;
  /** Asserts that both listeners have received every message exactly once, in order, and without gaps. */
  const expectAll = async (t: Test, ids: readonly string[]) => {
    head += ids.length;
    for (const listener of listeners) {
      await listener.next('new-chat-message', ({ seq }) => seq === head, 20_000);
      const received = listener.all('new-chat-message').map(({ seq }) => seq);
      t.same(
        received,
        Array.from({ length: head - 1 }, (_, n) => n + 2),
      );
      const last = listener
        .all('new-chat-message')
        .slice(-ids.length)
        .map(({ data }) => data.client_msg_id);
      t.same([...last].sort(), [...ids].sort());
    }
  };
  const metric = async (name: string, api = system.apis[0]): Promise<number> => {
    const text = await (await fetch(`${api.ops}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'm').exec(text)?.[1]);
  };
  const unpublished = async () => {
    const { rows } = await system.database.query(
      'SELECT count(*)::int AS n FROM room_events WHERE published_at IS NULL',
    );
    return rows[0].n as number;
  };

  t.test('messages in flight arrive although chat-api is killed between commit and publish', async (t) => {
    const ids = idsOf('killed', 300);
    const answers = ids.map((id) => attempt(id));
    // When the first response arrives, some messages are committed, and an unknown number of them are published.
    await Promise.race(answers);
    await system.apis[0].kill();
    const unanswered = (await Promise.all(answers)).flatMap((answer, n) =>
      answer ? [] : [ids[n] as string],
    );
    t.ok(unanswered.length > 0, `${unanswered.length} of ${ids.length} were in flight`);
    for (const answer of await Promise.all(unanswered.map((id) => send(id, system.apis[1])))) {
      t.ok([200, 201].includes(answer.status));
    }
    await expectAll(t, ids);
    // All events must be published. The gateways can repair gaps from the log, but other consumers have only the bus.
    await system.until(async () => (await unpublished()) === 0);
    await system.apis[0].start();
  });

  t.test(
    'messages sent while NATS is unavailable are stored, and arrive within 5 s after it is back',
    async (t) => {
      await system.nats.kill();
      const ids = idsOf('away', 520);
      for (let at = 0; at < ids.length; at += 52) {
        const batch = ids.slice(at, at + 52).map((id, n) => attempt(id, system.apis[n % 2]));
        for (const answer of await Promise.all(batch))
          if (answer?.status !== 201) t.fail(`${answer?.status}`);
      }
      await system.until(async () => (await metric('outbox_oldest_unpublished_seconds')) > 8, 20_000);
      t.ok((await metric('outbox_unpublished_events')) >= 520);
      await system.nats.start();
      const backAt = performance.now();
      await expectAll(t, ids);
      const took = performance.now() - backAt;
      t.comment(`${Math.round(took)} ms after NATS was back`);
      t.ok(took < 5_000, `${Math.round(took)} ms`);
      await system.until(async () => (await unpublished()) === 0);
    },
  );

  t.test(
    'a deleted stream and its consumer are created again with the same configuration, and no event is missing',
    async (t) => {
      const nc = await connect(system.nats.as('admin'));
      t.teardown(() => nc.close());
      const jsm = await jetstreamManager(nc);
      const { name, gatewayConsumer } = ROOM_STREAM;
      const { config } = await jsm.streams.info(name);
      const consumer = (await jsm.consumers.info(name, gatewayConsumer)).config;
      await jsm.consumers.delete(name, gatewayConsumer);
      const first = idsOf('consumer', 20);
      for (const id of first) await send(id);
      await expectAll(t, first);
      // Waits for the consumer, because the gateways may repair the gap before they create the consumer again.
      const created = await system.until(() => jsm.consumers.info(name, gatewayConsumer));
      const { opt_start_time: _, ...recreated } = created.config;
      t.match(consumer, recreated, 'the same consumer');

      const { rows } = await system.database.query('SELECT count(*)::int AS n FROM room_events');
      await jsm.streams.delete(name);
      const second = idsOf('stream', 20);
      await Promise.all(second.map((id) => send(id)));
      await expectAll(t, second);
      const { config: recreatedStream } = await system.until(() => jsm.streams.info(name));
      t.same(recreatedStream, config, 'the same configuration');
      await system.until(
        async () => (await jsm.streams.info(name)).state.messages >= (rows[0]?.n ?? 0) + second.length,
        20_000,
      );
    },
  );

  t.test('messages arrive after NATS returns without its data', async (t) => {
    const ids = idsOf('wiped', 40);
    const sending = Promise.all(ids.map((id) => send(id)));
    await system.nats.wipe();
    await sending;
    await expectAll(t, ids);
  });

  t.test('messages arrive and presence recovers after Redis returns without its data', async (t) => {
    const ids = idsOf('redis', 40);
    const sending = Promise.all(ids.map((id) => send(id)));
    await system.redis.wipe();
    await sending;
    await expectAll(t, ids);
    await system.until(async () => {
      const { users } = await listeners[0].ask('get-room-online-users', { roomId: room.id });
      return users?.length === 2;
    }, 20_000);
  });

  t.test(
    'a send during a restart of PostgreSQL is either stored or refused and can be repeated',
    async (t) => {
      let writing = true;
      const found = new Map<string, Awaited<ReturnType<typeof attempt>>>();
      /** Sends messages one after another until a request is refused. */
      const write = async (writer: number) => {
        for (let n = 0, stored = true; writing && stored; n++) {
          const id = `restarted-${writer}-${n}`;
          const answer = await attempt(id, system.apis[writer % 2]);
          found.set(id, answer);
          stored = answer?.status === 201;
        }
      };
      const writers = Promise.all(Array.from({ length: 40 }, (_, writer) => write(writer)));
      await system.until(() => found.size > 40);
      await system.postgres.restart();
      writing = false;
      await writers;
      const ids = [...found.keys()];
      const outcomes = [...found.values()].map(
        (answer) => `${answer?.status} ${answer?.body.error?.code ?? 'stored'}`,
      );
      t.same([...new Set(outcomes)].sort(), ['201 stored', '503 UNAVAILABLE']);
      const refused = ids.filter((id) => found.get(id)?.status !== 201);
      t.comment(`${refused.length} of ${ids.length} were refused`);
      await Promise.all(refused.map((id) => send(id)));
      await expectAll(t, ids);
      const { rows } = await system.database.query(
        `SELECT (SELECT count(*) FROM messages WHERE room_id = $1)::int AS messages,
        (SELECT last_seq FROM rooms WHERE id = $1) AS head`,
        [room.id],
      );
      t.same(rows, [{ messages: head - 1, head }]);
    },
  );

  t.test('no event was parked, and no process exited unexpectedly', async (t) => {
    for (const api of system.apis) t.equal(await metric('outbox_parked_total', api), 0);
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
