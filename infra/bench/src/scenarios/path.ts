import { runInFlight } from '../load/in-flight.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import { startGuidePath } from '../peers/guide/guide-path.ts';
import type { MessagePathPeer, PathRoomSize } from '../peers/message-path-peer.ts';
import { startOurPath } from '../peers/our-path.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const pathScenario: Scenario = {
  name: 'path',
  summary: 'CPU time of every process on the path of a message to a room of 10 sockets',
  run: measurePath,
};

const ROOM: PathRoomSize = { sockets: 10 };

interface PathLoad {
  readonly name: string;
  readonly concurrency: number;
  readonly messagesPerRound: number;
}

const LOADS: readonly PathLoad[] = [
  { name: '64 in flight', concurrency: 64, messagesPerRound: 3_000 },
  { name: 'one at a time', concurrency: 1, messagesPerRound: 400 },
];
/** The number of messages before the first measurement, so that V8 has compiled the hot functions. */
const WARM_UP_MESSAGES = 4_000;
const WARM_UP_CONCURRENCY = 64;

async function measurePath(context: ScenarioContext): Promise<ScenarioResult> {
  const { t, say, signal, scale, rounds } = context;
  const peers: MessagePathPeer[] = [];
  for (const start of [startOurPath, startGuidePath]) {
    const peer = await start(t, ROOM);
    say(`${peer.name}: started, warming up`);
    await runInFlight(
      Math.ceil(WARM_UP_MESSAGES * scale),
      WARM_UP_CONCURRENCY,
      () => sendAndWait(peer),
      signal,
    );
    peers.push(peer);
  }
  const figures = new FigureCollection();
  for (const load of LOADS) {
    await runInterleavedRounds(rounds, peers, async (peer, round) => {
      const microseconds = await measureLoad(figures, peer, load, context);
      say(`round ${round + 1}, ${load.name}: ${peer.name} ${Math.round(microseconds)} µs per message`);
    });
  }
  for (const { name } of LOADS) figures.addRatio(formatCpuMeasure(name), 'ours', 'guide');
  figures.addRatio(formatRateMeasure(LOADS[0]?.name ?? ''), 'ours', 'guide');
  return { figures: figures.all, skipped: [] };
}

const formatCpuMeasure = (load: string) => `CPU per message, ${load}`;
const formatRateMeasure = (load: string) => `messages per second, ${load}`;

/** Sends the messages of one round. Returns the CPU microseconds per message of all processes together. */
async function measureLoad(
  figures: FigureCollection,
  peer: MessagePathPeer,
  { name, concurrency, messagesPerRound }: PathLoad,
  { scale, signal }: ScenarioContext,
): Promise<number> {
  const count = Math.ceil(messagesPerRound * scale);
  const cpu = await measureCpuPerOperation(peer.processes, count, () =>
    runInFlight(count, concurrency, () => sendAndWait(peer), signal),
  );
  const measure = formatCpuMeasure(name);
  figures.add({ measure, subject: peer.name, unit: 'µs' }, cpu.total);
  for (const [part, value] of cpu.byProcess)
    figures.add({ measure, subject: peer.name, part, unit: 'µs' }, value);
  figures.add(
    { measure: formatRateMeasure(name), subject: peer.name, unit: 'per s' },
    (count / cpu.durationMs) * 1_000,
  );
  return cpu.total;
}

async function sendAndWait(peer: MessagePathPeer): Promise<void> {
  const { accepted, delivered } = peer.send();
  await accepted;
  await delivered;
}
