import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@kcs/private-servers';
import t from 'tap';
import { sendMessage } from '../src/commands/send-message.ts';
import { listRooms } from '../src/queries/list-rooms.ts';
import { applyMigrations } from '../src/store/apply-migrations.ts';
import { startWorld } from './support/start-world.ts';
import { until } from './support/until.ts';

t.test('while PostgreSQL is away', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'kcs-outage-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const postgres = await startPostgres({ dir, durable: true });
  t.teardown(() => postgres.stop());
  await applyMigrations(postgres.url);
  const world = await startWorld(t, { databaseUrl: postgres.url });
  const { deps } = world;
  const ada = await world.user('Ada');
  const roomId = await world.group(ada);
  const send = (client_msg_id: string) =>
    sendMessage(deps, { userId: ada, roomId, content: 'hello', client_msg_id });
  await send('first');
  const away = { code: 'UNAVAILABLE' };

  t.test('frozen: what is asked fails UNAVAILABLE in bounded time, and works again afterwards', async (t) => {
    const backends = backendsOf(postgres.pid);
    postgres.kill('SIGSTOP');
    for (const pid of backends) process.kill(pid, 'SIGSTOP');
    const start = Date.now();
    await t.rejects(send('frozen'), away);
    await t.rejects(listRooms(deps, { userId: ada, limit: 10 }), away);
    t.ok(Date.now() - start < 30_000);
    for (const pid of backends) process.kill(pid, 'SIGCONT');
    postgres.kill('SIGCONT');
    const { created, message } = await until(() => send('frozen'));
    t.match(JSON.parse(message), { seq: 3 }, `created: ${created}, once in any case`);
  });

  t.test('killed: everything fails UNAVAILABLE, and comes back by itself with the server', async (t) => {
    const { port } = new URL(postgres.url);
    postgres.kill('SIGKILL');
    await postgres.exited;
    const asks: (() => Promise<unknown>)[] = [
      () => send('killed'),
      () => listRooms(deps, { userId: ada, limit: 10 }),
      () => world.db.prisma.user.findMany(),
      () => world.db.transaction((tx) => tx.user.findMany()),
    ];
    for (const ask of asks) await t.rejects(ask(), away);
    const again = await startPostgres({ dir: dir, port: Number(port), durable: true });
    t.teardown(() => again.stop());
    const { message } = await until(() => send('killed'));
    t.match(JSON.parse(message), { seq: 4 });
    t.same(
      (await world.log(roomId)).map(({ seq }) => seq),
      [1, 2, 3, 4],
      'nothing acknowledged is lost',
    );
  });
});

/** Each backend leads a process group of its own, so that a signal to the server's group does not reach it. */
const backendsOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);
