import t from 'tap';
import { eventually, startSystem } from '../../src/index.ts';
import { STAND_IN_PROGRAM_PATHS } from '../support/stand-ins.ts';

t.test('a service can be stopped, killed, frozen, and restarted on the same port', async (t) => {
  const system = await startSystem(t, {
    programs: STAND_IN_PROGRAM_PATHS,
    gateways: 1,
    env: { EXIT_CODE: '7' },
  });
  const [gateway] = system.gateways;
  const pidBeforeRestart = gateway.pid;
  t.equal(await gateway.stop(), 7, 'the exit code of a clean stop');
  t.notOk(gateway.running);
  await gateway.start();
  t.not(gateway.pid, pidBeforeRestart);
  await gateway.kill('SIGKILL');
  t.same(await gateway.exited, { code: null, signal: 'SIGKILL' });
  await gateway.start({ env: { EXIT_CODE: '8' } });
  gateway.freeze();
  await t.rejects(fetch(`${gateway.ops}/readyz`, { signal: AbortSignal.timeout(100) }), {
    name: 'TimeoutError',
  });
  gateway.thaw();
  t.equal((await fetch(`${gateway.ops}/readyz`)).status, 200);
  t.equal(await gateway.stop(), 8);
  await gateway.start();
  await gateway.restart();
  t.ok(gateway.running);
  system.assertAllAlive(t);
});

t.test(
  'the Redis and NATS connections of one replica can be cut without affecting other replicas',
  async (t) => {
    const system = await startSystem(t, {
      programs: STAND_IN_PROGRAM_PATHS,
      apis: 2,
      gateways: 1,
      cuttable: true,
    });
    const admin = await system.admin();
    const pingRedisFromApi = async (n: number) =>
      (await admin.request('GET', '/redis', undefined, { api: system.apis[n] })).body.data;
    t.equal(await pingRedisFromApi(0), 'PONG');
    system.apis[0].links.redis.cut();
    t.not(await pingRedisFromApi(0), 'PONG');
    t.equal(await pingRedisFromApi(1), 'PONG');
    system.apis[0].links.redis.mend();
    await eventually('the link is back', async () => (await pingRedisFromApi(0)) === 'PONG');
    t.throws(() => system.postgres, /ownPostgres: true/);
  },
);

t.test(
  'a PostgreSQL server that belongs to one system keeps every acknowledged commit when it is killed',
  async (t) => {
    const system = await startSystem(t, { programs: STAND_IN_PROGRAM_PATHS, gateways: 1, ownPostgres: true });
    await system.database.query('create table kept (n int)');
    await system.database.query('insert into kept select generate_series(1, 100)');
    await system.postgres.kill();
    await t.rejects(system.database.query('select 1'));
    await system.postgres.start();
    t.throws(() => system.apis[0].links, /cuttable: true/);
    const { rows } = await system.database.query('select count(*)::int as n from kept');
    t.same(rows, [{ n: 100 }]);
  },
);
