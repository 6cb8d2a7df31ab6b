import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startSystem, TeardownStack, type TestSystem, type TestUser } from '@kcs/testkit';
import { formatTable } from '../report/table.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { FailoverLoad } from './failover-load.ts';

export const natsFailoverDrill: Drill = {
  summary: 'Every message arrives once and in order while each server of a NATS cluster is killed in turn',
  run: runNatsFailoverDrill,
};

const NATS_SERVERS = 3;
const SENDERS = 20;
/** The time before each kill, and the time that a killed server stays away. */
const PHASE_MS = 5_000;
/** The maximum time without a live message. */
const MAX_PAUSE_MS = 10_000;
const DELIVERY_TIMEOUT_MS = 30_000;

/** The messages that one socket has received, in the order of their arrival. */
interface Watcher {
  readonly seqs: number[];
  readonly times: number[];
}

async function runNatsFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with a cluster of ${NATS_SERVERS} NATS servers`);
    const system = await startSystem(teardownStack, {
      apis: 2,
      natsServers: NATS_SERVERS,
      env: { NATS_STREAM_REPLICAS: String(NATS_SERVERS) },
    });
    const users = await Promise.all(Array.from({ length: SENDERS }, () => system.user()));
    const [owner, ...members] = users as [TestUser, ...TestUser[]];
    const { id: roomId } = await system.room({ owner, members });
    const watchers = await watchOnEachGateway(system, owner, roomId);

    const apiOf = (i: number) => system.apis[i % system.apis.length] ?? system.apis[0];
    const load = new FailoverLoad(
      users.map((user, i) => ({ user, api: apiOf(i) })),
      roomId,
    );
    for (const [i, server] of system.natsServers.entries()) {
      await sleep(PHASE_MS);
      say(`Killing NATS server ${i + 1}`);
      await server.kill();
      await sleep(PHASE_MS);
      await server.start();
    }
    await sleep(PHASE_MS);
    await load.stop();
    const acknowledgedCount = load.acknowledged.length;
    await eventually(
      'every socket has received every acknowledged message',
      () => watchers.every(({ seqs }) => new Set(seqs).size >= acknowledgedCount),
      DELIVERY_TIMEOUT_MS,
    ).catch(() => {});

    const missing = watchers.map(({ seqs }) => Math.max(0, acknowledgedCount - new Set(seqs).size));
    const misplaced = watchers.map(({ seqs }) => seqs.filter((seq, i) => seq <= (seqs[i - 1] ?? 0)).length);
    const pauseMs = Math.round(Math.max(...watchers.map(({ times }) => findLongestPause(times))));
    say(
      `\n${formatTable([
        ['measured', 'value', 'limit'],
        ['acknowledged messages', String(acknowledgedCount), ''],
        ['missing at the sockets', String(sum(missing)), '0'],
        ['repeated or out of order at the sockets', String(sum(misplaced)), '0'],
        ['longest time without a live message', `${pauseMs} ms`, `${MAX_PAUSE_MS} ms`],
        ['longest time without an acknowledged message', `${Math.round(load.longestPauseMs)} ms`, ''],
      ])}\n`,
    );
    return sum(missing) + sum(misplaced) === 0 && pauseMs <= MAX_PAUSE_MS ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

/** Connects one socket to each gateway, and joins the room with it. */
function watchOnEachGateway(system: TestSystem, user: TestUser, roomId: string): Promise<Watcher[]> {
  return Promise.all(
    system.gateways.map(async (gateway) => {
      const socket = await user.connect(gateway);
      const watcher: Watcher = { seqs: [], times: [] };
      socket.raw.on('new-chat-message', ({ seq }: { seq: number }) => {
        watcher.seqs.push(seq);
        watcher.times.push(performance.now());
      });
      await socket.join([roomId]);
      return watcher;
    }),
  );
}

const findLongestPause = (times: readonly number[]): number =>
  Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] as number)));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
