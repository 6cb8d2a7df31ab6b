import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@kcs/private-servers';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { applyMigrations } from '../../src/database/migrator/apply-migrations.ts';
import { sendMessage } from '../../src/rooms/commands/send-message.ts';
import { listRooms } from '../../src/rooms/queries/list-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('chat-api recovers from a PostgreSQL outage', async (t) => {
  const postgresDir = await mkdtemp(join(tmpdir(), 'kcs-outage-'));
  t.teardown(() => rm(postgresDir, { recursive: true, force: true }));
  const postgres = await startPostgres({ dir: postgresDir, durable: true });
  t.teardown(() => postgres.stop());
  await applyMigrations(postgres.url);
  const fixture = await startFixture(t, { databaseUrl: postgres.url });
  const { deps } = fixture;
  const ada = await fixture.user('Ada');
  const roomId = await fixture.group(ada);
  const sendWithClientMessageId = (client_msg_id: string) =>
    sendMessage(deps, { userId: ada, roomId, content: 'hello', client_msg_id });
  await sendWithClientMessageId('first');
  const unavailableError = { code: 'UNAVAILABLE' };

  t.test(
    'while PostgreSQL is frozen, operations fail with UNAVAILABLE within 30 s, and later operations succeed',
    async (t) => {
      const backendPids = listBackendPids(postgres.pid);
      postgres.kill('SIGSTOP');
      for (const pid of backendPids) process.kill(pid, 'SIGSTOP');
      const startedAt = Date.now();
      await t.rejects(sendWithClientMessageId('frozen'), unavailableError);
      await t.rejects(listRooms(deps, { userId: ada, limit: 10 }), unavailableError);
      t.ok(Date.now() - startedAt < 30_000);
      for (const pid of backendPids) process.kill(pid, 'SIGCONT');
      postgres.kill('SIGCONT');
      const { created, message } = await eventually(
        'a send succeeds',
        () => sendWithClientMessageId('frozen'),
        40_000,
      );
      t.match(JSON.parse(message), { seq: 3 }, `stored once; created: ${created}`);
    },
  );

  t.test(
    'after PostgreSQL is killed, operations fail with UNAVAILABLE until PostgreSQL runs again',
    async (t) => {
      const { port } = new URL(postgres.url);
      postgres.kill('SIGKILL');
      await postgres.exited;
      const databaseOperations: (() => Promise<unknown>)[] = [
        () => sendWithClientMessageId('killed'),
        () => listRooms(deps, { userId: ada, limit: 10 }),
        () => fixture.db.prisma.user.findMany(),
        () => fixture.db.transaction((tx) => tx.user.findMany()),
      ];
      for (const operation of databaseOperations) await t.rejects(operation(), unavailableError);
      const restartedPostgres = await startPostgres({ dir: postgresDir, port: Number(port), durable: true });
      t.teardown(() => restartedPostgres.stop());
      const { message } = await eventually(
        'a send succeeds',
        () => sendWithClientMessageId('killed'),
        40_000,
      );
      t.match(JSON.parse(message), { seq: 4 });
      t.same(
        (await fixture.log(roomId)).map(({ seq }) => seq),
        [1, 2, 3, 4],
        'no acknowledged message is lost',
      );
    },
  );
});

/**
 * Returns the process ids of the PostgreSQL server's backends. Each backend leads its own process group, so a signal to
 * the server's process group does not reach the backends.
 */
const listBackendPids = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);
