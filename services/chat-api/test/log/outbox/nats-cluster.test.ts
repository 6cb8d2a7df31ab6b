import { ROOM_STREAM } from '@kcs/contracts';
import { connectNats } from '@kcs/service-kit';
import { eventually, startTestNatsCluster } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { Registry } from 'prom-client';
import t from 'tap';
import { ensureRoomStream } from '../../../src/log/outbox/ensure-stream.ts';
import { startOutbox } from '../../../src/log/outbox/start-outbox.ts';
import { sendMessage } from '../../../src/rooms/commands/send-message.ts';
import { silentLogger, startFixture } from '../../support/start-fixture.ts';

const REPLICAS = 3;
const MESSAGES = 20;
const FAILOVER_TIMEOUT_MS = 30_000;

t.test('with a cluster of three NATS servers', async (t) => {
  const servers = await startTestNatsCluster(t, REPLICAS);
  const [first] = servers;
  if (!first) throw new Error('The cluster has no servers');
  const { NATS_URL: url } = first.envOf('chat-api');
  const nc = await connectNats({
    ...{ url, creds: first.credsOf('admin'), service: 'chat-api', name: 'test', logger: silentLogger },
  });
  t.teardown(() => nc.close());
  const streamManager = await jetstreamManager(nc);
  const readStream = () => streamManager.streams.info(ROOM_STREAM.name);

  await t.test('an existing stream gets more copies when their number is raised', async (t) => {
    t.equal((await ensureRoomStream(nc)).replicasProblem, undefined);
    t.equal((await readStream()).config.num_replicas, 1);
    t.equal((await ensureRoomStream(nc, { replicas: REPLICAS })).replicasProblem, undefined);
    await eventually('the copies are complete', async () => {
      const { config, cluster } = await readStream();
      const current = cluster?.replicas?.filter((replica) => replica.current) ?? [];
      return config.num_replicas === REPLICAS && current.length === REPLICAS - 1;
    });
    t.match(
      (await ensureRoomStream(nc, { replicas: 5 })).replicasProblem,
      /no suitable peers|insufficient/,
      'the reason is returned if there are too few servers',
    );
    t.equal((await readStream()).config.num_replicas, REPLICAS);
  });

  await t.test("every event is in the stream once, although the stream's leader is killed", async (t) => {
    const fixture = await startFixture(t);
    const outbox = startOutbox({ db: fixture.db, nc, metrics: new Registry(), logger: silentLogger });
    t.teardown(() => outbox.stop());
    const ada = await fixture.user();
    const roomId = await fixture.group(ada);
    const sendMessages = async () => {
      for (let i = 0; i < MESSAGES; i += 1)
        await sendMessage({ ...fixture.deps, outbox }, { userId: ada, roomId, content: 'hello' });
    };
    await sendMessages();
    const leader = (await readStream()).cluster?.leader;
    const killed = servers.find((_, i) => leader === `nats-${i + 1}`);
    t.ok(killed, 'the leader is one of the servers');
    await killed?.kill();
    await sendMessages();
    const events = await fixture.log(roomId);
    t.equal(events.length, 2 * MESSAGES + 1);
    await eventually(
      'the stream has every event',
      async () => {
        const { state } = await readStream();
        return state.messages >= events.length;
      },
      FAILOVER_TIMEOUT_MS,
    );
    t.equal((await readStream()).state.messages, events.length);
  });
});
