import { startSystem } from '@kcs/testkit';
import { runOpenLoop } from '../load/open-loop.ts';
import { FigureCollection } from '../measure/figures.ts';
import { computePercentile } from '../measure/percentiles.ts';
import { connectOurRoom, type OurRoom, UNLIMITED_SENDS } from '../peers/our-path.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const latencyScenario: Scenario = {
  name: 'latency',
  summary:
    'Time from sending a message to the answer, and until all sockets on two gateways have received it',
  run: async (context) => {
    const system = await startSystem(context.t, { gateways: 2, ownPostgres: true, env: UNLIMITED_SENDS });
    return measureLatency(context, await connectOurRoom(context.t, system, ROOM));
  },
};

/** Half of the sockets are on each gateway, so every message must reach a gateway that did not take it off the bus. */
const ROOM = { sockets: 10 };
const CONCURRENCY = 64;
const WARM_UP_SECONDS = 10;
/**
 * How long the capacity is measured. In this time, the search index job runs four times, and PostgreSQL fills about ten
 * WAL files. A shorter measurement would find a peak that the system cannot keep up.
 */
const CAPACITY_SECONDS = 10;
/** The shares of the capacity at which messages are sent. */
const LOAD_SHARES = [0.1, 0.5, 0.8];
const LOAD_SECONDS = 5;

/** Sends messages at fixed times, at several shares of the rate that was measured with 64 messages in flight. */
export async function measureLatency(
  context: ScenarioContext,
  room: Pick<OurRoom, 'send' | 'settle'>,
): Promise<ScenarioResult> {
  const { rounds, scale, signal, say } = context;
  const figures = new FigureCollection();
  say('warming up');
  await measureCapacity(room, WARM_UP_SECONDS * scale, signal);
  for (let round = 0; round < rounds; round++) {
    const capacity = await measureCapacity(room, CAPACITY_SECONDS * scale, signal);
    figures.add({ measure: 'capacity, 64 in flight', subject: 'ours', unit: 'per s' }, capacity);
    await room.settle();
    for (const share of LOAD_SHARES) {
      const times = await sendAtRate(room, capacity * share, LOAD_SECONDS * scale, signal);
      addPercentiles(figures, `from send to answer, at ${share * 100}% of capacity`, times.untilAnswered);
      addPercentiles(figures, `from send to receive, at ${share * 100}% of capacity`, times.untilReceived);
      const p99 = computePercentile(times.untilReceived, 0.99);
      say(`round ${round + 1}, ${Math.round(capacity * share)} per s: p99 ${Math.round(p99)} ms to receive`);
    }
  }
  return { figures: figures.all, skipped: [] };
}

/** Keeps 64 messages in flight for the given time. Returns the number of messages per second. */
async function measureCapacity(
  room: Pick<OurRoom, 'send'>,
  seconds: number,
  signal: AbortSignal,
): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  const sendRepeatedly = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      signal.throwIfAborted();
      const { accepted, delivered } = room.send();
      await Promise.all([accepted, delivered]);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sendRepeatedly));
  return (count / (performance.now() - startedAt)) * 1_000;
}

async function sendAtRate(
  room: Pick<OurRoom, 'send'>,
  messagesPerSecond: number,
  seconds: number,
  signal: AbortSignal,
): Promise<{ untilAnswered: number[]; untilReceived: number[] }> {
  const untilAnswered: number[] = [];
  const untilReceived = await runOpenLoop(
    Math.ceil(messagesPerSecond * seconds),
    1_000 / messagesPerSecond,
    async (_, dueAt) => {
      const { accepted, delivered } = room.send();
      const answered = accepted.then(() => untilAnswered.push(performance.now() - dueAt));
      await Promise.all([answered, delivered]);
    },
    signal,
  );
  return { untilAnswered, untilReceived };
}

function addPercentiles(figures: FigureCollection, measure: string, times: readonly number[]): void {
  for (const percent of [50, 99])
    figures.add(
      { measure: `p${percent} ${measure}`, subject: 'ours', unit: 'ms' },
      computePercentile(times, percent / 100),
    );
}
