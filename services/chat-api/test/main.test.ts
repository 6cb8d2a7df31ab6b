import { eventually, startTestDatabase, startTestNats, startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { callRest } from './support/call-rest.ts';
import { runMain } from './support/run-main.ts';
import { ADMIN_CREDENTIALS } from './support/start-api.ts';

t.test('the chat-api process starts, stops, and reports configuration problems', async (t) => {
  const [database, redis, nats] = await Promise.all([
    startTestDatabase(t),
    startTestRedis(t),
    startTestNats(t),
  ]);
  const testServersEnv = {
    DATABASE_URL: database.url,
    ...redis.envOf('chat-api'),
    ...nats.envOf('chat-api'),
  };
  const bootstrapEnv = {
    BOOTSTRAP_ADMIN_EMAIL: ADMIN_CREDENTIALS.email,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN_CREDENTIALS.password,
  };
  const startChatApi = async (more: NodeJS.ProcessEnv = {}) => {
    const chatApiRun = runMain(t, 'main.js', { ...testServersEnv, ...bootstrapEnv, ...more });
    const { url, ops } = JSON.parse(await chatApiRun.line('chat-api started')) as {
      url: string;
      ops: string;
    };
    return { ...chatApiRun, url, ops };
  };

  t.test(
    'after SIGTERM, the process is not ready but still serves requests, then exits with 0',
    async (t) => {
      const chatApiRun = await startChatApi({ BALANCER_WAIT_MS: '3000' });
      const startLine = await chatApiRun.line('chat-api started');
      t.notOk(startLine.includes(new URL(database.url).password));
      const readyResponse = await fetch(`${chatApiRun.ops}/readyz`);
      t.equal(readyResponse.status, 200);
      t.match(await readyResponse.json(), {
        ready: true,
        dependencies: { postgres: { ok: true }, nats: { ok: true } },
      });
      const loginResponse = await callRest(chatApiRun.url, 'POST', '/auth/login', {
        body: ADMIN_CREDENTIALS,
      });
      t.equal(loginResponse.status, 200);
      const metricsText = await (await fetch(`${chatApiRun.ops}/metrics`)).text();
      t.match(
        metricsText,
        /^kcs_http_request_duration_seconds_count\{.*route="\/api\/v1\/auth\/login",status="200".*\} 1$/m,
      );
      t.match(metricsText, /^kcs_http_requests_in_flight\{.*\} 0$/m);
      t.match(metricsText, /^kcs_build_info\{.*version="\d+\.\d+\.\d+".*\} 1$/m);
      t.match(metricsText, /^kcs_dependency_up\{.*dependency="postgres".*\} 1$/m);
      chatApiRun.child.kill('SIGTERM');
      await chatApiRun.line('Stopping');
      t.equal(
        (await fetch(`${chatApiRun.ops}/readyz`)).status,
        404,
        'the load balancer sends no new connections',
      );
      const meResponse = await callRest(chatApiRun.url, 'GET', '/auth/me', {
        token: loginResponse.body.data.token,
      });
      t.equal(meResponse.status, 200, 'a request that still arrives is served');
      t.equal(await chatApiRun.exit, 0);
      t.notOk(
        chatApiRun.lines.some(
          (line) => line.includes(loginResponse.body.data.token) || line.includes(ADMIN_CREDENTIALS.password),
        ),
      );
    },
  );

  t.test(
    'the process does not start if its database connections use a time zone other than UTC',
    async (t) => {
      const chatApiRun = runMain(t, 'main.js', {
        ...testServersEnv,
        DATABASE_URL: `${database.url}?options=${encodeURIComponent('-c TimeZone=CET')}`,
      });
      t.match(
        await chatApiRun.line('could not start'),
        /DATABASE_URL opens connections in the time zone CET/,
      );
      t.equal(await chatApiRun.exit, 1);
    },
  );

  t.test(
    'the process is ready without Redis, but not without NATS or while PostgreSQL is read-only',
    async (t) => {
      const [ownRedis, ownNats] = await Promise.all([startTestRedis(t), startTestNats(t)]);
      const chatApiRun = await startChatApi({ ...ownRedis.envOf('chat-api'), ...ownNats.envOf('chat-api') });
      await ownRedis.stop();
      t.equal((await fetch(`${chatApiRun.ops}/readyz`)).status, 200);
      t.equal(
        (await callRest(chatApiRun.url, 'POST', '/auth/login', { body: ADMIN_CREDENTIALS })).status,
        200,
      );

      const setReadOnly = (value: 'on' | 'off') =>
        database.query(
          `BEGIN READ WRITE; ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET default_transaction_read_only = ${value}; COMMIT`,
        );
      const closeDatabaseConnections = () =>
        database.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
      const readPostgresState = async (): Promise<{ ok: boolean; error?: string }> => {
        const response = await fetch(`${chatApiRun.ops}/readyz`);
        return JSON.parse(await response.text()).dependencies.postgres;
      };
      await setReadOnly('on');
      await closeDatabaseConnections();
      await eventually('not ready because PostgreSQL is read-only', readPostgresState, {
        until: ({ error = '' }) => /PostgreSQL is read-only/.test(error),
      });
      await setReadOnly('off');
      await eventually('ready when PostgreSQL accepts writes', readPostgresState, { until: ({ ok }) => ok });

      await ownNats.stop();
      const isReplicaNotReady = async () => (await fetch(`${chatApiRun.ops}/readyz`)).status === 404;
      t.ok(await eventually('it is not ready', isReplicaNotReady, 15_000));
      const logIn = () => callRest(chatApiRun.url, 'POST', '/auth/login', { body: ADMIN_CREDENTIALS });
      // A connection that a job used since PostgreSQL was read-only may still refuse one write.
      await eventually('REST still works', logIn, { until: ({ status }) => status === 200 });
      chatApiRun.child.kill('SIGKILL');
      await chatApiRun.exit;
    },
  );

  t.test('--check-config reports all problems, connects to nothing, and exits with 1', async (t) => {
    const invalidConfigRun = runMain(t, 'main.js', { NODE_ENV: 'production' }, ['--check-config']);
    t.equal(await invalidConfigRun.exit, 1);
    const invalidConfigRunOutput = invalidConfigRun.lines.join('\n');
    for (const name of ['DATABASE_URL', 'JWT_SIGNING_KEYS', 'SESSION_SECRET'])
      t.match(invalidConfigRunOutput, `${name} must be set`);
    const validConfigRun = runMain(t, 'main.js', { DATABASE_URL: 'postgresql://nowhere.invalid/x' }, [
      '--check-config',
    ]);
    t.equal(await validConfigRun.exit, 0);
  });
});
