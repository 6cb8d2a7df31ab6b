import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import t from 'tap';
import { eventually, startSystem } from '../../src/index.ts';
import { isProcessRunning } from '../support/is-running.ts';
import { startClusterForTestFile } from '../support/one-cluster.ts';
import { createStandInTest } from '../support/short-test.ts';
import { STAND_IN_PROGRAM_PATHS } from '../support/stand-ins.ts';

const clusterUrl = await startClusterForTestFile(t);

const listDatabaseNames = async (like: string): Promise<string[]> => {
  const postgresClient = new pg.Client({ connectionString: clusterUrl });
  await postgresClient.connect();
  const { rows } = await postgresClient.query('select datname from pg_database where datname like $1', [
    like,
  ]);
  await postgresClient.end();
  return rows.map(({ datname }) => datname);
};

t.test(
  'parallel test systems share one migrated template but no database, and are removed completely',
  async (t) => {
    const standInTests = [createStandInTest(), createStandInTest()];
    const systems = await Promise.all(
      standInTests.map((test) =>
        startSystem(test, { programs: STAND_IN_PROGRAM_PATHS, gateways: 3, apis: 2 }),
      ),
    );
    const [a, b] = systems as [(typeof systems)[0], (typeof systems)[0]];
    t.same(
      a.services.map(({ name }) => name),
      [
        'chat-api-1',
        'chat-api-2',
        'realtime-gateway-1',
        'realtime-gateway-2',
        'realtime-gateway-3',
        'presence-1',
      ],
    );
    const migrationRowsPerSystem = await Promise.all(
      systems.flatMap(async (system) => (await (await system.admin()).request('GET', '/migrated')).body.data),
    );
    t.equal(migrationRowsPerSystem[0].length, 1);
    t.same(migrationRowsPerSystem[0], migrationRowsPerSystem[1], 'the database was migrated once');
    t.not(a.database.url, b.database.url);
    t.equal((await a.database.query('select * from migrated')).rowCount, 1);
    t.not(a.redis.url, b.redis.url);

    const servicePids = a.services.map(({ pid }) => pid);
    t.ok(servicePids.every(isProcessRunning));
    await standInTests[0]?.end();
    t.notOk(servicePids.some(isProcessRunning), 'its processes have ended');
    t.equal((await listDatabaseNames('kcs_test_%')).length, 1, 'its database is gone');
    t.equal(
      (await (await b.admin()).request('GET', '/redis')).body.data,
      'PONG',
      'the other system still runs',
    );
    await standInTests[1]?.end();
    t.same(await listDatabaseNames('kcs_test_%'), []);
    t.not((await listDatabaseNames('kcs_template_%')).length, 0, 'the template is kept for later systems');
  },
);

t.test(
  'if a service cannot start, the error shows its last output lines, and everything else stops',
  async (t) => {
    const standInTest = createStandInTest();
    const migrateProgramPath = STAND_IN_PROGRAM_PATHS.migrate;
    await t.rejects(
      startSystem(standInTest, {
        programs: { ...STAND_IN_PROGRAM_PATHS, presence: migrateProgramPath },
        gateways: 1,
      }),
      {
        message: /presence-1 exited before it was ready \(1\):\n[\s\S]*ECONNREFUSED/,
      },
    );
    await standInTest.end();
    t.same(await listDatabaseNames('kcs_test_%'), []);
    await t.rejects(
      startSystem(standInTest, { programs: { ...STAND_IN_PROGRAM_PATHS, presence: '/nowhere/main.js' } }),
      {
        message: /nowhere\/main.js does not exist\. Build the services first/,
      },
    );
  },
);

t.test('individual replicas can run a different program', async (t) => {
  const standInTest = createStandInTest();
  const programFolder = t.testdir({
    'other.mjs': `console.log('another version'); await import('${STAND_IN_PROGRAM_PATHS['realtime-gateway']}');`,
  });
  const replicaPrograms = { 'realtime-gateway': [undefined, `${programFolder}/other.mjs`] };
  const system = await startSystem(standInTest, {
    programs: STAND_IN_PROGRAM_PATHS,
    gateways: 3,
    replicaPrograms,
  });
  t.same(
    system.gateways.map(({ log }) => log.lines.includes('another version')),
    [false, true, false],
  );
  await standInTest.end();
});

t.test('services stop when the test process ends, even if it is killed', async (t) => {
  const programPath = fileURLToPath(new URL('../support/system-of-its-own.mjs', import.meta.url));
  const systemProcess = spawn(process.execPath, [programPath, JSON.stringify(STAND_IN_PROGRAM_PATHS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: systemProcess.stdout }), 'line');
  const servicePids = JSON.parse(line as string) as number[];
  t.equal(servicePids.length, 3);
  t.ok(servicePids.every(isProcessRunning));
  process.kill(servicePids[0] ?? 0, 'SIGSTOP');
  systemProcess.kill('SIGKILL');
  await eventually('the services are gone', () => !servicePids.some(isProcessRunning));
});
