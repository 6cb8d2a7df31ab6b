import { ensurePrograms } from '@kcs/private-servers';
import { runInFlight } from '../load/in-flight.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import { startEjabberdPath } from '../peers/ejabberd/ejabberd-path.ts';
import { startGuidePath } from '../peers/guide/guide-path.ts';
import type { MessagePathPeer, PathRoomSize } from '../peers/message-path-peer.ts';
import { startOurPath } from '../peers/our-path.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';
import { type Subject, startSubjects } from './start-subjects.ts';

export const pathScenario: Scenario = {
  name: 'path',
  summary: 'CPU time of every process on the path of a message to a room of 10 sockets',
  run: (context) => measurePath(context, ALL_PATH_SUBJECTS),
};

type PathSubject = Subject<PathRoomSize, MessagePathPeer>;

export const OUR_PATH: PathSubject = { name: 'ours', start: startOurPath };
export const GUIDE_PATH: PathSubject = { name: 'guide', start: startGuidePath };
const EJABBERD_PATH: PathSubject = {
  name: 'ejabberd',
  start: startEjabberdPath,
  install: ({ say, signal }) => ensurePrograms(['ejabberd', 'ejabberd-postgresql'], { say, signal }),
};
const ALL_PATH_SUBJECTS: readonly PathSubject[] = [OUR_PATH, GUIDE_PATH, EJABBERD_PATH];

const ROOM: PathRoomSize = { sockets: 10 };

interface PathLoad {
  readonly name: string;
  readonly concurrency: number;
  readonly messagesPerRound: number;
}

/**
 * A round has no more than 2,000 messages. With more messages at once, chat-api's search index job would visit all
 * messages again, which otherwise happens only after an import.
 */
const CONCURRENT_LOAD: PathLoad = { name: '64 in flight', concurrency: 64, messagesPerRound: 2_000 };
/**
 * Sends the next message only when every socket has received the one before, as in a chat where people write now and
 * then.
 */
const LONE_LOAD: PathLoad = { name: 'one at a time', concurrency: 1, messagesPerRound: 400 };
const LOADS = [CONCURRENT_LOAD, LONE_LOAD];
/** How many messages are sent before the first measurement, so that V8 has compiled the hot functions by then. */
const WARM_UP_MESSAGES = 4_000;

const formatCpuMeasure = ({ name }: PathLoad) => `CPU per message, ${name}`;
const formatRateMeasure = ({ name }: PathLoad) => `messages per second, ${name}`;
/** One figure for the rounds of all loads, because the work does not depend on how the messages arrived. */
const DEFERRED_MEASURE = 'CPU per message for the search index, later';

/** Measures the given systems. Throws if one of them has not stored every message. */
export async function measurePath(
  context: ScenarioContext,
  subjects: readonly PathSubject[],
): Promise<ScenarioResult> {
  const { peers, skipped } = await startSubjects(context, subjects, ROOM);
  const figures = new FigureCollection();
  const sentCounts = new Map<MessagePathPeer, number>();
  const send = async (peer: MessagePathPeer) => {
    sentCounts.set(peer, (sentCounts.get(peer) ?? 0) + 1);
    const { accepted, delivered } = peer.send();
    await Promise.all([accepted, delivered]);
  };
  for (const peer of peers) {
    context.say(`${peer.name}: warming up`);
    const count = Math.ceil(WARM_UP_MESSAGES * context.scale);
    await runInFlight(count, CONCURRENT_LOAD.concurrency, () => send(peer), context.signal);
  }
  for (const load of LOADS) {
    await runInterleavedRounds(context.rounds, peers, async (peer, round) => {
      const microseconds = await measureLoad(figures, peer, load, context, send);
      context.say(
        `round ${round + 1}, ${load.name}: ${peer.name} ${Math.round(microseconds)} µs per message`,
      );
    });
  }
  for (const peer of peers) await requireAllStored(peer, sentCounts.get(peer) ?? 0);
  for (const against of ['guide', 'ejabberd'])
    for (const load of LOADS) figures.addRatio(formatCpuMeasure(load), 'ours', against);
  figures.addRatio(formatRateMeasure(CONCURRENT_LOAD), 'ours', 'guide');
  return { figures: figures.all, skipped };
}

/** Sends the messages of one round. Returns the CPU microseconds per message of all processes together. */
async function measureLoad(
  figures: FigureCollection,
  peer: MessagePathPeer,
  load: PathLoad,
  { scale, signal }: ScenarioContext,
  send: (peer: MessagePathPeer) => Promise<void>,
): Promise<number> {
  const count = Math.ceil(load.messagesPerRound * scale);
  const finishDeferredWork = await peer.holdDeferredWork?.();
  const cpu = await measureCpuPerOperation(peer.processes, count, () =>
    runInFlight(count, load.concurrency, () => send(peer), signal),
  );
  const measure = formatCpuMeasure(load);
  figures.add({ measure, subject: peer.name, unit: 'µs' }, cpu.total);
  for (const [part, value] of cpu.byProcess)
    figures.add({ measure, subject: peer.name, part, unit: 'µs' }, value);
  const rate = (count / cpu.durationMs) * 1_000;
  figures.add({ measure: formatRateMeasure(load), subject: peer.name, unit: 'per s' }, rate);
  if (finishDeferredWork) {
    const deferred = await measureCpuPerOperation(peer.processes, count, finishDeferredWork);
    figures.add({ measure: DEFERRED_MEASURE, subject: peer.name, unit: 'µs' }, deferred.total);
  }
  return cpu.total;
}

async function requireAllStored(peer: MessagePathPeer, sentCount: number): Promise<void> {
  const storedCount = await peer.countStored();
  if (storedCount !== sentCount)
    throw new Error(`${peer.name} has stored ${storedCount} of ${sentCount} messages`);
}
