import { runInFlight } from '../load/in-flight.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import type { FanOutPeer, FanOutSize } from '../peers/fan-out-peer.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { ScenarioContext } from './scenario.ts';

/** The number and size of rooms that receive messages. */
export interface FanOutShape extends FanOutSize {
  readonly name: string;
}

const SHAPES: readonly FanOutShape[] = [
  { name: 'one room of 1,000', rooms: 1, socketsPerRoom: 1_000 },
  { name: '100 rooms of 10', rooms: 100, socketsPerRoom: 10 },
];
/** A room has at least one socket for each of the systems' gateways, of which there are at most 4. */
const MIN_SOCKETS_PER_ROOM = 4;
/** A round has at least this many deliveries of each load. */
const DELIVERIES_PER_ROUND = 40_000;
const MAX_MESSAGES_PER_ROUND = 400;
const BURST_INTERVAL_MS = 3;

type RunLoad = (count: number, send: (n: number) => Promise<void>, signal: AbortSignal) => Promise<unknown>;

const LOADS: readonly { readonly name: string; readonly run: RunLoad }[] = [
  { name: 'lone messages', run: (count, send, signal) => runInFlight(count, 1, send, signal) },
  { name: 'bursts', run: (count, send, signal) => runOpenLoop(count, BURST_INTERVAL_MS, send, signal) },
];
export const FAN_OUT_LOAD_NAMES: readonly string[] = LOADS.map(({ name }) => name);

/** Returns the shapes that every scenario of fan-out measures. In tests, `scale` makes the rooms smaller. */
export const listFanOutShapes = (scale: number): FanOutShape[] =>
  SHAPES.map(({ name, rooms, socketsPerRoom }) => ({
    name,
    rooms: Math.ceil(rooms * scale),
    socketsPerRoom: Math.max(Math.ceil(socketsPerRoom * scale), MIN_SOCKETS_PER_ROOM),
  }));

/** Sends messages in each load and round, and reports the CPU microseconds that each delivery cost a system. */
export async function measureFanOutRounds(
  { rounds, scale, signal, say }: ScenarioContext,
  { name: shape, rooms, socketsPerRoom }: FanOutShape,
  peers: readonly FanOutPeer[],
  report: (load: string, peer: FanOutPeer, microseconds: number) => void,
): Promise<void> {
  const messages = Math.min(
    MAX_MESSAGES_PER_ROUND,
    Math.ceil((DELIVERIES_PER_ROUND * scale) / socketsPerRoom),
  );
  for (const peer of peers) await runInFlight(messages, 1, (n) => peer.send(n % rooms), signal);
  for (const { name: load, run } of LOADS) {
    await runInterleavedRounds(rounds, peers, async (peer, round) => {
      const cpu = await measureCpuPerOperation(peer.processes, messages * socketsPerRoom, () =>
        run(messages, (n) => peer.send(n % rooms), signal),
      );
      report(load, peer, cpu.total);
      say(`round ${round + 1}, ${shape}, ${load}: ${peer.name} ${cpu.total.toFixed(1)} µs per delivery`);
    });
  }
}
