import { findFreePort, type PrivateServer, startRedis } from '@kcs/private-servers';
import { createClient } from 'redis';
import t, { type Test } from 'tap';
import {
  type Credentials,
  formatRedisAclFile,
  formatRedisUrl,
  issueCredentials,
  REDIS_HEALTH_USER,
  SERVICES,
  type ServerUserName,
} from '../../src/index.ts';

/**
 * Matches the error replies to commands that the user may not run. By default, Redis rejects DEBUG with a different
 * error before it checks permissions.
 */
const PERMISSION_ERROR_PATTERN = /^NOPERM|DEBUG command not allowed/;

async function startProtectedRedis(
  t: Test,
  { redis }: Credentials,
  options: { dir?: string; port?: number; durable?: boolean; onLine?: (line: string) => void } = {},
): Promise<PrivateServer> {
  const probeCredentials = { username: REDIS_HEALTH_USER, password: 'none' };
  const redisUserOptions = { aclFile: formatRedisAclFile(redis.passwords), probeCredentials };
  const server = await startRedis({ ...options, users: redisUserOptions });
  t.teardown(() => server.stop());
  return server;
}

async function connectToRedis(t: Test, url: string, RESP: 2 | 3 = 3) {
  const client = createClient({
    url,
    RESP,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.destroy());
  return client;
}

/** Sends each command to Redis. Returns the commands that the user is allowed to run. */
async function findAllowedCommands(
  client: Awaited<ReturnType<typeof connectToRedis>>,
  commands: readonly string[],
): Promise<string[]> {
  const allowedCommands: string[] = [];
  for (const command of commands) {
    const reply = await client.sendCommand(command.split(' ')).catch((error: Error) => error);
    if (!(reply instanceof Error && PERMISSION_ERROR_PATTERN.test(reply.message)))
      allowedCommands.push(command);
  }
  return allowedCommands;
}

const DANGEROUS_COMMANDS = [
  ...['FLUSHALL', 'FLUSHDB', 'CONFIG GET *', 'CONFIG SET maxmemory 1', 'ACL LIST', 'ACL SETUSER evil on'],
  ...['ACL WHOAMI', 'SHUTDOWN NOSAVE', 'DEBUG SLEEP 0', 'KEYS *', 'SCAN 0', 'RANDOMKEY', 'DBSIZE', 'INFO'],
  ...['MONITOR', 'SAVE', 'BGREWRITEAOF', 'REPLICAOF NO ONE', 'MODULE LIST', 'FUNCTION LIST', 'SCRIPT FLUSH'],
  ...[
    'CLIENT LIST',
    'CLIENT KILL TYPE normal',
    'CLIENT PAUSE 1',
    'SLOWLOG GET',
    'LATENCY RESET',
    'SWAPDB 0 1',
  ],
  ...[
    'MIGRATE h 1 k 0 1',
    'OBJECT ENCODING k',
    'RENAME a b',
    'COPY a b',
    'SELECT 1',
    'PUBLISH c m',
    'SUBSCRIBE c',
  ],
  ...['PSUBSCRIBE *', 'PUBSUB CHANNELS'],
];
/** Keys that services use, followed by keys that belong to no service. */
const TESTED_KEYS = [
  'kcs:login:account:x',
  'kcs:limit:messages:x',
  'kcs:presence:{p}:online',
  'kcs:other',
  'x',
];
const TESTED_CHANNELS = ['socket.io#/#', 'socket.io#/#room_1#', 'kcs:canary:gateway-1', 'kcs:other', 'x'];
const ALLOWED_KEYS_AND_CHANNELS: Record<string, { keys: string[]; channels: string[] }> = {
  'chat-api': { keys: TESTED_KEYS.slice(0, 2), channels: [] },
  'realtime-gateway': { keys: [], channels: TESTED_CHANNELS.slice(0, 3) },
  presence: { keys: TESTED_KEYS.slice(2, 3), channels: [] },
};

t.test('each Redis user has only the permissions that it needs (BUS-5)', async (t) => {
  const credentials = await issueCredentials();
  const server = await startProtectedRedis(t, credentials);
  const redisAddress = new URL(server.url).host;
  const connectAs = (user: ServerUserName) =>
    connectToRedis(t, formatRedisUrl(user, credentials.redis.passwords, redisAddress));

  for (const service of SERVICES) {
    t.test(`the Redis user ${service} may use only its own keys and channels`, async (t) => {
      const client = await connectAs(service);
      const { keys, channels } = ALLOWED_KEYS_AND_CHANNELS[service] ?? { keys: [], channels: [] };
      t.same(
        await findAllowedCommands(
          client,
          TESTED_KEYS.map((key) => `EXISTS ${key}`),
        ),
        service === 'presence' ? keys.map((key) => `EXISTS ${key}`) : [],
      );
      const buildReadCommand = (key: string) => `EVAL return{redis.call('GET',KEYS[1])} 1 ${key}`;
      t.same(
        await findAllowedCommands(client, TESTED_KEYS.map(buildReadCommand)),
        keys.map(buildReadCommand),
      );
      t.same(
        await findAllowedCommands(
          client,
          TESTED_CHANNELS.map((name) => `SPUBLISH ${name} m`),
        ),
        channels.map((name) => `SPUBLISH ${name} m`),
      );
      const subscriber = await connectToRedis(
        t,
        formatRedisUrl(service, credentials.redis.passwords, redisAddress),
        2,
      );
      for (const channel of TESTED_CHANNELS) {
        const pendingSubscription = subscriber.sSubscribe(channel, () => undefined);
        if (channels.includes(channel)) await t.resolves(pendingSubscription);
        else await t.rejects(pendingSubscription, { message: PERMISSION_ERROR_PATTERN }, channel);
      }
    });

    t.test(`a Redis script that ${service} runs cannot use a key that it does not declare`, async (t) => {
      const client = await connectAs(service);
      const script = `return redis.call('GET', 'kcs:other')`;
      await t.rejects(client.sendCommand(['EVAL', script, '0']), {
        message: /^NOPERM|executing the script can't access at least one of the keys/,
      });
    });

    t.test(`the Redis user ${service} cannot run dangerous commands`, async (t) => {
      t.same(await findAllowedCommands(await connectAs(service), DANGEROUS_COMMANDS), []);
    });
  }

  t.test('the Redis user for health checks may only send PING', async (t) => {
    const client = await connectToRedis(t, server.url.replace('//', `//${REDIS_HEALTH_USER}:none@`));
    t.equal(await client.ping(), 'PONG');
    const refusedCommands = [...DANGEROUS_COMMANDS, 'GET x', 'SPUBLISH x m', 'EVAL return(1) 0'];
    t.same(await findAllowedCommands(client, refusedCommands), []);
  });

  t.test('Redis refuses a client without valid credentials', async (t) => {
    for (const userinfo of ['', ':none@', 'default:none@', 'chat-api:wrong@', 'nobody:none@']) {
      const connectionAttempt = connectToRedis(t, server.url.replace('//', `//${userinfo}`));
      await t.rejects(
        connectionAttempt.then((client) => client.ping()),
        { message: /NOAUTH|WRONGPASS/ },
        userinfo,
      );
    }
  });
});

t.test(
  'after a restart, Redis still has the data that scripts and transactions wrote (TRAP-43)',
  async (t) => {
    const credentials = await issueCredentials();
    const serverOptions = { dir: t.testdir(), port: await findFreePort(), durable: true };
    const firstServer = await startProtectedRedis(t, credentials, serverOptions);
    const url = formatRedisUrl('chat-api', credentials.redis.passwords, new URL(firstServer.url).host);
    const clientBeforeRestart = await connectToRedis(t, url);
    const script = `redis.call('SET', KEYS[1], 1) redis.call('INCRBY', KEYS[1], 1) return 1`;
    await clientBeforeRestart.eval(script, { keys: ['kcs:limit:script'] });
    await clientBeforeRestart
      .multi()
      .set('kcs:limit:transaction', '1')
      .incrBy('kcs:limit:transaction', 1)
      .exec();
    await firstServer.stop();
    const logLines: string[] = [];
    await startProtectedRedis(t, credentials, { ...serverOptions, onLine: (line) => logLines.push(line) });
    const clientAfterRestart = await connectToRedis(t, url);
    t.equal(await clientAfterRestart.get('kcs:limit:script'), '2');
    t.equal(await clientAfterRestart.get('kcs:limit:transaction'), '2');
    t.notMatch(logLines.join('\n'), /NOPERM/);
  },
);
