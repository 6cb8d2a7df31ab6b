import { TeardownStack } from '@kcs/testkit';
import { runInFlight } from '../load/in-flight.ts';
import { FigureCollection } from '../measure/figures.ts';
import { prepareSettledMemory } from '../measure/settled-memory.ts';
import { createBroadcastIdleStarter } from '../peers/broadcast/broadcast-idle.ts';
import type { StartIdlePeer } from '../peers/idle-peer.ts';
import { startOurIdle } from '../peers/our-idle.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

/** A system to measure. */
export interface IdleSubject {
  readonly name: string;
  readonly start: StartIdlePeer;
}

const OUR_IDLE: IdleSubject = { name: 'ours', start: startOurIdle };
const SOCKET_IO_IDLE: IdleSubject = { name: 'socket.io', start: createBroadcastIdleStarter('socket.io') };
export const PLAIN_IDLE: IdleSubject = { name: 'ws', start: createBroadcastIdleStarter('ws') };

export const idleScenario: Scenario = {
  name: 'idle',
  summary: 'Memory of the process that holds the sockets, for each silent socket in 10 rooms',
  run: (context) => measureIdle(context, [OUR_IDLE, SOCKET_IO_IDLE, PLAIN_IDLE]),
};

const ROOM_COUNT = 10;
/**
 * The numbers of sockets at which the memory is read. The result is the slope between them, so that it does not contain
 * what the process needs without sockets.
 */
const FEW_SOCKETS = 1_000;
const MANY_SOCKETS = 3_000;
const CONCURRENT_HANDSHAKES = 4;
const MEASURE = 'memory per idle socket';

/** Measures the given systems. Each round starts new processes, because a process keeps heap of closed sockets. */
export async function measureIdle(
  context: ScenarioContext,
  subjects: readonly IdleSubject[],
): Promise<ScenarioResult> {
  const figures = new FigureCollection();
  await runInterleavedRounds(context.rounds, subjects, async (subject, round) => {
    const kb = await measureSubject(subject, context);
    figures.add({ measure: MEASURE, subject: subject.name, unit: 'KB' }, kb);
    context.say(`round ${round + 1}: ${subject.name} ${kb.toFixed(1)} KB per socket`);
  });
  for (const against of ['socket.io', 'ws']) figures.addRatio(MEASURE, 'ours', against);
  return { figures: figures.all, skipped: [] };
}

async function measureSubject({ start }: IdleSubject, { scale, signal }: ScenarioContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    const memory = await prepareSettledMemory(teardownStack);
    const peer = await start(teardownStack, { rooms: ROOM_COUNT, env: memory.env });
    const connect = (count: number) => runInFlight(count, CONCURRENT_HANDSHAKES, peer.connect, signal);
    const fewSockets = Math.ceil(FEW_SOCKETS * scale);
    const addedSockets = Math.ceil((MANY_SOCKETS - FEW_SOCKETS) * scale);
    await connect(fewSockets);
    const fewSocketsKb = await memory.readKb(peer.pid);
    await connect(addedSockets);
    return ((await memory.readKb(peer.pid)) - fewSocketsKb) / addedSockets;
  } finally {
    await teardownStack.run();
  }
}
