import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import { queryDatabase } from '../peers/query-database.ts';
import { formatTable } from '../report/table.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { createDrillRoom, startFailoverLoad } from './drill-room.ts';
import type { FailoverLoad } from './failover-load.ts';

export const postgresFailoverDrill: Drill = {
  summary: 'No acknowledged message is lost when a PostgreSQL server is killed and another one is promoted',
  run: runPostgresFailoverDrill,
};

const STANDBYS = 2;
const SENDERS = 20;
const LOAD_BEFORE_KILL_MS = 5_000;
const LOAD_AFTER_FAILOVER_MS = 5_000;
/** The maximum time from the promotion to the first acknowledged message. */
const MAX_RECOVERY_MS = 10_000;
const DATABASE_STEP_TIMEOUT_MS = 30_000;

async function runPostgresFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with two replicas of chat-api and ${STANDBYS} standby servers of PostgreSQL`);
    const system = await startSystem(teardownStack, { apis: 2, ownPostgres: true, standbys: STANDBYS });
    const urls = buildDatabaseUrls(system);
    await requireOneSynchronousStandby(urls.primary);
    const room = await createDrillRoom(system, SENDERS);
    const load = startFailoverLoad(system, room);
    await sleep(LOAD_BEFORE_KILL_MS);
    say('Killing the primary server and promoting the most up-to-date standby server');
    await system.postgres.kill();
    const [promotedUrl, ...followerUrls] = await sortByReceivedLog(urls.standbys);
    await queryDatabase(promotedUrl as string, 'SELECT pg_promote()');
    const promotedAt = performance.now();
    for (const url of followerUrls) await follow(url, promotedUrl as string);
    const firstAcknowledged = await eventually(
      'chat-api acknowledges a message again',
      () => load.acknowledged.find(({ at }) => at > promotedAt),
      DATABASE_STEP_TIMEOUT_MS,
    );
    await sleep(LOAD_AFTER_FAILOVER_MS);
    await load.stop();

    const lost = await countLostMessages(promotedUrl as string, room.id, load);
    const recoveryMs = Math.round(firstAcknowledged.at - promotedAt);
    say(
      `\n${formatTable([
        ['measured', 'value', 'limit'],
        ['acknowledged messages', String(load.acknowledged.length), ''],
        ['acknowledged messages that are lost', String(lost), '0'],
        ['from the promotion to the first acknowledged message', `${recoveryMs} ms`, `${MAX_RECOVERY_MS} ms`],
        ['longest time without an acknowledged message', `${Math.round(load.longestPauseMs)} ms`, ''],
      ])}\n`,
    );
    return lost === 0 && recoveryMs <= MAX_RECOVERY_MS ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

/** Returns the URLs of the system's database on the primary server and on each standby server. */
function buildDatabaseUrls({ database, standbys }: TestSystem) {
  const buildUrlAtPort = (port: number) => Object.assign(new URL(database.url), { port: String(port) }).href;
  return { primary: database.url, standbys: standbys.map(({ port }) => buildUrlAtPort(port)) };
}

/** Makes each commit wait until one of the standby servers has it, and waits until all of them are connected. */
async function requireOneSynchronousStandby(primaryUrl: string): Promise<void> {
  await queryDatabase(primaryUrl, `ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'`);
  await queryDatabase(primaryUrl, 'SELECT pg_reload_conf()');
  await eventually(
    'every standby server confirms commits',
    async () => {
      const sql = `SELECT FROM pg_stat_replication WHERE sync_state = 'quorum' AND state = 'streaming'`;
      return (await queryDatabase(primaryUrl, sql)).length === STANDBYS;
    },
    DATABASE_STEP_TIMEOUT_MS,
  );
}

/** Returns the URLs of the standby servers, sorted by how much of the primary server's log they have, most first. */
async function sortByReceivedLog(urls: readonly string[]): Promise<string[]> {
  const positions = await Promise.all(
    urls.map(async (url) => {
      const [row] = await queryDatabase(
        url,
        `SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::float8 AS bytes`,
      );
      return { url, bytes: Number(row?.bytes) };
    }),
  );
  return positions.sort((a, b) => b.bytes - a.bytes).map(({ url }) => url);
}

/** Makes a standby server follow the promoted server, so that the promoted one can commit again. */
async function follow(url: string, promotedUrl: string): Promise<void> {
  const { hostname, port, username, password } = new URL(promotedUrl);
  const connection = `host=${hostname} port=${port} user=${username} password=${password}`;
  await queryDatabase(url, `ALTER SYSTEM SET primary_conninfo = '${connection}'`);
  await queryDatabase(url, 'SELECT pg_reload_conf()');
}

async function countLostMessages(url: string, roomId: string, load: FailoverLoad): Promise<number> {
  const rows = await queryDatabase(url, `SELECT id FROM messages WHERE room_id = '${roomId}'`);
  const storedIds = new Set(rows.map(({ id }) => id));
  return load.acknowledged.filter(({ id }) => !storedIds.has(id)).length;
}
