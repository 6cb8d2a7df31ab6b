import { runInFlight } from '../load/in-flight.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import { createBroadcastStarter } from '../peers/broadcast/broadcast-fan-out.ts';
import type { FanOutPeer, FanOutSize, StartFanOut } from '../peers/fan-out-peer.ts';
import { startOurFanOut } from '../peers/our-fan-out.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const fanOutScenario: Scenario = {
  name: 'fan-out',
  summary: 'CPU time of the process that writes to the sockets, per delivery',
  run: (context) => measureFanOut(context, ALL_FAN_OUT_SUBJECTS),
};

export const PLAIN_FAN_OUT: StartFanOut = createBroadcastStarter('ws');
const SOCKET_IO_FAN_OUT: StartFanOut = createBroadcastStarter('socket.io');
const ALL_FAN_OUT_SUBJECTS: readonly StartFanOut[] = [
  startOurFanOut,
  PLAIN_FAN_OUT,
  SOCKET_IO_FAN_OUT,
  createBroadcastStarter('socket.io-redis'),
  createBroadcastStarter('socket.io-sharded-redis'),
];

const SHAPES: readonly (FanOutSize & { readonly name: string })[] = [
  { name: 'one room of 1,000', rooms: 1, socketsPerRoom: 1_000 },
  { name: '100 rooms of 10', rooms: 100, socketsPerRoom: 10 },
];
/** A round has at least this many deliveries of each load. */
const DELIVERIES_PER_ROUND = 40_000;
const MAX_MESSAGES_PER_ROUND = 400;
const BURST_INTERVAL_MS = 3;

type RunLoad = (count: number, send: (n: number) => Promise<void>, signal: AbortSignal) => Promise<unknown>;

const LOADS: readonly { readonly name: string; readonly run: RunLoad }[] = [
  { name: 'lone messages', run: (count, send, signal) => runInFlight(count, 1, send, signal) },
  { name: 'bursts', run: (count, send, signal) => runOpenLoop(count, BURST_INTERVAL_MS, send, signal) },
];

const formatMeasure = (shape: string, load: string) => `CPU per delivery, ${shape}, ${load}`;

/** Measures the given systems. In tests, `scale` also makes the rooms smaller. */
export async function measureFanOut(
  context: ScenarioContext,
  starters: readonly StartFanOut[],
): Promise<ScenarioResult> {
  const figures = new FigureCollection();
  for (const shape of SHAPES) {
    const size = {
      rooms: Math.ceil(shape.rooms * context.scale),
      socketsPerRoom: Math.ceil(shape.socketsPerRoom * context.scale),
    };
    const peers: FanOutPeer[] = [];
    for (const start of starters) {
      const peer = await start(context.t, size);
      context.say(`${shape.name}: ${peer.name} has all sockets`);
      peers.push(peer);
    }
    await measureShape(figures, peers, size, shape.name, context);
    for (const { name: load } of LOADS)
      for (const against of ['ws', 'socket.io'])
        figures.addRatio(formatMeasure(shape.name, load), 'ours', against);
  }
  return { figures: figures.all, skipped: [] };
}

async function measureShape(
  figures: FigureCollection,
  peers: readonly FanOutPeer[],
  { rooms, socketsPerRoom }: FanOutSize,
  shape: string,
  { rounds, scale, signal, say }: ScenarioContext,
): Promise<void> {
  const messages = Math.min(
    MAX_MESSAGES_PER_ROUND,
    Math.ceil((DELIVERIES_PER_ROUND * scale) / socketsPerRoom),
  );
  for (const peer of peers) await runInFlight(messages, 1, (n) => peer.send(n % rooms), signal);
  for (const { name: load, run } of LOADS) {
    const measure = formatMeasure(shape, load);
    await runInterleavedRounds(rounds, peers, async (peer, round) => {
      const cpu = await measureCpuPerOperation([peer.process], messages * socketsPerRoom, () =>
        run(messages, (n) => peer.send(n % rooms), signal),
      );
      figures.add({ measure, subject: peer.name, unit: 'µs' }, cpu.total);
      say(`round ${round + 1}, ${shape}, ${load}: ${peer.name} ${cpu.total.toFixed(1)} µs per delivery`);
    });
  }
}
