import { setTimeout as sleep } from 'node:timers/promises';
import { startSystem } from '@kcs/testkit';
import { runInFlight } from '../load/in-flight.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import { computePercentile } from '../measure/percentiles.ts';
import { startBroadcastConnect } from '../peers/broadcast/broadcast-connect.ts';
import type { ConnectPeer } from '../peers/connect-peer.ts';
import { createOurConnect, listConnectProcesses } from '../peers/our-connect.ts';
import { UNLIMITED_SOCKETS } from '../peers/unlimited-sockets.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const connectScenario: Scenario = {
  name: 'connect',
  summary:
    'CPU time of a connection that joins 10 rooms, and the time to join if 1,000 people connect at once',
  run: async (context) => {
    const env = { ...UNLIMITED_SOCKETS, PRESENCE_GRACE_MS: String(GRACE_MS) };
    const system = await startSystem(context.t, { gateways: 1, ownPostgres: true, env });
    return measureConnect(context, [
      await createOurConnect(system, { processes: listConnectProcesses(system), people: PEOPLE }),
      await startBroadcastConnect(context.t, PEOPLE),
    ]);
  },
};

const PEOPLE = 1_000;
/** How many people connect one after the other, 4 at the same time. */
const PACED_PEOPLE = 500;
const CONCURRENT_HANDSHAKES = 4;
/**
 * After this time without a connection, presence reports a person as offline. It is short, so that everybody
 * from one round is offline before the next round starts.
 */
const GRACE_MS = 1_000;
const SETTLE_MS = 4_000;
const CPU_MEASURE = 'CPU per connection';
const STORM_MEASURE = 'p99 to joined, all at once';

/**
 * Measures the given systems, which must contain all people. In tests, `scale` reduces how many of them
 * connect.
 */
export async function measureConnect(
  context: ScenarioContext,
  peers: readonly ConnectPeer[],
): Promise<ScenarioResult> {
  const { scale, say, signal } = context;
  const figures = new FigureCollection();
  const pacedPeople = Math.ceil(PACED_PEOPLE * scale);
  const stormPeople = Math.ceil(PEOPLE * scale);
  const settle = () => sleep(SETTLE_MS * scale, undefined, { signal });
  for (const peer of peers) await connectAndClose(peer, pacedPeople, CONCURRENT_HANDSHAKES, signal);
  await settle();
  await runInterleavedRounds(context.rounds, peers, async (peer, round) => {
    const subject = peer.name;
    let closeAll = () => {};
    const cpu = await measureCpuPerOperation(peer.processes, pacedPeople, async () => {
      ({ closeAll } = await connectPeople(peer, pacedPeople, CONCURRENT_HANDSHAKES, signal));
    });
    closeAll();
    figures.add({ measure: CPU_MEASURE, subject, unit: 'µs' }, cpu.total);
    for (const [part, value] of cpu.byProcess)
      figures.add({ measure: CPU_MEASURE, subject, part, unit: 'µs' }, value);
    await settle();
    const times = await connectAndClose(peer, stormPeople, stormPeople, signal);
    const p99 = computePercentile(times, 0.99);
    figures.add({ measure: STORM_MEASURE, subject, unit: 'ms' }, p99);
    say(`round ${round + 1}: ${subject} ${Math.round(cpu.total)} µs, and ${Math.round(p99)} ms all at once`);
    await settle();
  });
  for (const measure of [CPU_MEASURE, STORM_MEASURE]) figures.addRatio(measure, 'ours', 'socket.io');
  return { figures: figures.all, skipped: [] };
}

/** Connects people, and returns how many milliseconds each waited, counted from the attempt to connect. */
async function connectPeople(
  peer: ConnectPeer,
  people: number,
  concurrency: number,
  signal: AbortSignal,
): Promise<{ times: number[]; closeAll: () => void }> {
  const times: number[] = [];
  const closers: (() => void)[] = [];
  await runInFlight(
    people,
    concurrency,
    async (n) => {
      const startedAt = performance.now();
      closers.push(await peer.connect(n));
      times.push(performance.now() - startedAt);
    },
    signal,
  );
  const closeAll = () => {
    for (const close of closers) close();
  };
  return { times, closeAll };
}

async function connectAndClose(
  ...[peer, people, concurrency, signal]: Parameters<typeof connectPeople>
): Promise<number[]> {
  const { times, closeAll } = await connectPeople(peer, people, concurrency, signal);
  closeAll();
  return times;
}
