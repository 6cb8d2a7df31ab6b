import { setTimeout as delay } from 'node:timers/promises';
import { FigureCollection } from '../measure/figures.ts';
import { readResidentKb } from '../measure/process-memory.ts';
import { createBroadcastIdleStarter } from '../peers/broadcast/broadcast-idle.ts';
import type { IdlePeer, StartIdle } from '../peers/idle-peer.ts';
import { startOurIdle } from '../peers/our-idle.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const idleScenario: Scenario = {
  name: 'idle',
  summary: 'Memory of a connected socket that is silent (not reliable yet)',
  run: (context) => measureIdle(context, [startOurIdle, SOCKET_IO_IDLE, PLAIN_IDLE]),
};

const SOCKET_IO_IDLE: StartIdle = createBroadcastIdleStarter('socket.io');
export const PLAIN_IDLE: StartIdle = createBroadcastIdleStarter('ws');

/**
 * How many sockets are added in each round. The same number is added before the first round and not measured, because
 * the first sockets make the process load code and enlarge its heap.
 */
const SOCKETS_PER_ROUND = 500;
/** How long a round waits before it reads the memory. Meanwhile, the garbage of the handshakes is collected. */
const SETTLE_MS = 2_000;
const MEASURE = 'memory per idle socket';

/** Measures the given systems. */
export async function measureIdle(
  { t, signal, rounds, scale, say }: ScenarioContext,
  starters: readonly StartIdle[],
): Promise<ScenarioResult> {
  const socketCount = Math.ceil(SOCKETS_PER_ROUND * scale);
  const figures = new FigureCollection();
  const peers: IdlePeer[] = [];
  for (const start of starters) {
    const peer = await start(t);
    await peer.connect(socketCount);
    peers.push(peer);
  }
  await runInterleavedRounds(rounds, peers, async (peer, round) => {
    signal.throwIfAborted();
    const beforeKb = readResidentKb(peer.pid);
    await peer.connect(socketCount);
    await delay(SETTLE_MS * scale);
    const kbPerSocket = (readResidentKb(peer.pid) - beforeKb) / socketCount;
    figures.add({ measure: MEASURE, subject: peer.name, unit: 'KB' }, kbPerSocket);
    say(`round ${round + 1}: ${peer.name} ${kbPerSocket.toFixed(1)} KB per socket`);
  });
  for (const against of ['socket.io', 'ws']) figures.addRatio(MEASURE, 'ours', against);
  return { figures: figures.all, skipped: [] };
}
