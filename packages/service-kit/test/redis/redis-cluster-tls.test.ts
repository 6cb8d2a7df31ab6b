import { createTestCertificate, eventually, startTestRedisCluster } from '@kcs/testkit';
import t from 'tap';
import { connectRedis, connectRedisCluster, createClusterClient, createWriteProbe } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const TIMEOUT_MS = 40_000;

const readProblem = (connecting: Promise<unknown>): Promise<string> =>
  connecting.then(
    () => 'no problem',
    ({ message }: Error) => message,
  );

t.test('with rediss:// and REDIS_CA, a service logs in to all masters of a Redis Cluster', async (t) => {
  const certificate = await createTestCertificate(t.testdir());
  const servers = await startTestRedisCluster(t, { masters: 3, replicas: 1, certificate, mayRefuse: true });
  const { logger, lines } = createRecordingLogger();
  const { REDIS_URL: url, REDIS_CLUSTER: addresses } = servers.envOf('chat-api');
  const options = { url, cluster: addresses, name: 'test', logger };
  const cluster = await connectRedisCluster({
    ...{ ...options, ca: certificate.cert, probe: createWriteProbe('kcs:limit:probe') },
  });
  const client = createClusterClient(cluster);
  t.teardown(() => client.destroy());
  const findKeys = () => cluster.masters.map((master) => `kcs:limit:tls${cluster.findKeySuffix(master)}`);

  t.test('commands reach every master over its encrypted port', async (t) => {
    const tlsPorts = servers.servers.slice(0, 3).map(({ tlsPort }) => `127.0.0.1:${tlsPort}`);
    t.same(cluster.masters, tlsPorts.sort());
    for (const key of findKeys()) t.equal(await client.set(key, '1'), 'OK');
  });

  t.test('each master refuses what the user may not do', async (t) => {
    for (const key of findKeys()) await t.rejects(client.hGet(key, 'field'), /NOPERM/);
  });

  t.test('an error says why the cluster cannot be reached', async (t) => {
    const ca = certificate.cert;
    const wrongUrl = url.replace(/:[^:@]+@/, ':wrong@');
    // A node that does not answer in time on a busy machine must not hide the reason.
    const deadAddresses = `127.0.0.1:1,${addresses}`;
    const attempts = [
      [{ ...options }, /from an unknown authority/],
      [{ ...options, url: wrongUrl, ca }, /WRONGPASS/],
      [{ ...options, url: wrongUrl.replace(/\d+$/, '1'), cluster: deadAddresses, ca }, /WRONGPASS/],
    ] as const;
    for (const [attempt, reason] of attempts)
      t.match(
        await eventually('the reason', () => readProblem(connectRedis({ ...attempt, deadlineMs: 50 })), {
          until: (problem) => reason.test(problem),
          timeoutMs: TIMEOUT_MS,
        }),
        reason,
      );
  });

  t.test('commands follow a failover to a replica over its encrypted port', async (t) => {
    const key = 'kcs:limit:tls';
    await client.set(key, '1');
    const master = await servers.findMaster(key);
    const replica = await servers.findReplica(master);
    await master.kill();
    await eventually('the replica serves the key', () => client.set(key, '2').catch(() => ''), {
      until: (reply) => reply === 'OK',
      timeoutMs: TIMEOUT_MS,
    });
    t.equal(cluster.findMaster(key), `127.0.0.1:${replica.tlsPort}`);
  });

  t.notOk(JSON.stringify(lines).includes(new URL(url).password), 'no log line contains the password');
});
