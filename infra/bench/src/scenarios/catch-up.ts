import { setTimeout as sleep } from 'node:timers/promises';
import { startSystem, type TestSystem } from '@kcs/testkit';
import { type CrowdPerson, createPeople, joinOwnRooms, TEN_ROOM_SIZES } from '../crowd/people.ts';
import { runInFlight } from '../load/in-flight.ts';
import { KeepAliveClient } from '../load/keep-alive-client.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import { computePercentile } from '../measure/percentiles.ts';
import type { MeasuredProcess } from '../measure/process-cpu.ts';
import { listConnectProcesses } from '../peers/our-connect.ts';
import { requireCreated } from '../peers/require-created.ts';
import { UNLIMITED_SOCKETS } from '../peers/unlimited-sockets.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const catchUpScenario: Scenario = {
  name: 'catch-up',
  summary: 'Time and queries until 1,000 people who return at once have caught up in 10 rooms each',
  run: async (context) => {
    const system = await startSystem(context.t, { gateways: 2, ownPostgres: true, env: UNLIMITED_SOCKETS });
    return measureCatchUp(context, system, { processes: listConnectProcesses(system) });
  },
};

const PEOPLE = 1_000;
const MISSED_PER_ROOM = 2;
const CONCURRENT_HANDSHAKES = 32;
const CONCURRENT_SENDS = 16;
/** PostgreSQL adds the statements of an idle connection to its statistics after at most 10 s. */
const STATISTICS_DELAY_MS = 11_000;
const ABSENT_MS = 500;

interface CatchUpOptions {
  /** The processes whose CPU time is measured. */
  readonly processes?: readonly MeasuredProcess[];
  readonly crowdNumber?: number;
  readonly statisticsDelayMs?: number;
}

/** Measures a running system. In tests, `scale` reduces the number of people. */
export async function measureCatchUp(
  { t, rounds, scale, signal, say }: ScenarioContext,
  system: TestSystem,
  { processes = [], crowdNumber = 0, statisticsDelayMs = STATISTICS_DELAY_MS }: CatchUpOptions = {},
): Promise<ScenarioResult> {
  const people = await createPeople(system, {
    people: Math.ceil(PEOPLE * scale),
    roomSizes: TEN_ROOM_SIZES,
    crowdNumber,
  });
  const client = new KeepAliveClient(CONCURRENT_SENDS);
  t.teardown(() => client.close());
  const figures = new FigureCollection();
  const subject = 'ours';
  for (let round = 0; round < rounds; round++) {
    const positions = await readPositions(system, people, signal);
    await sleep(ABSENT_MS, undefined, { signal });
    await sendToAllRooms(system, client, people, signal);
    await sleep(statisticsDelayMs, undefined, { signal });
    const queriesBefore = await countTransactions(system);
    let times: readonly number[] = [];
    const cpu = await measureCpuPerOperation(processes, people.length, async () => {
      times = await returnAtOnce(system, people, positions);
    });
    await sleep(statisticsDelayMs, undefined, { signal });
    const queries = (await countTransactions(system)) - queriesBefore;
    const p99 = computePercentile(times, 0.99);
    const queriesPerRoom = queries / (people.length * TEN_ROOM_SIZES.length);
    figures.add(
      { measure: 'p50 until caught up, all at once', subject, unit: 'ms' },
      computePercentile(times, 0.5),
    );
    figures.add({ measure: 'p99 until caught up, all at once', subject, unit: 'ms' }, p99);
    figures.add({ measure: 'queries per room and client', subject, unit: 'count' }, queriesPerRoom);
    figures.add({ measure: 'CPU per client', subject, unit: 'µs' }, cpu.total);
    for (const [part, value] of cpu.byProcess)
      figures.add({ measure: 'CPU per client', subject, part, unit: 'µs' }, value);
    say(`round ${round + 1}: p99 ${Math.round(p99)} ms, ${queriesPerRoom.toFixed(2)} queries per room`);
  }
  return { figures: figures.all, skipped: [] };
}

const chooseGateway = ({ gateways }: TestSystem, n: number) =>
  gateways[n % gateways.length] as TestSystem['gateways'][0];

/** Connects everybody, joins their rooms, and disconnects them. Returns the position of each person in each room. */
async function readPositions(
  system: TestSystem,
  people: readonly CrowdPerson[],
  signal: AbortSignal,
): Promise<Map<CrowdPerson, Readonly<Record<string, number>>>> {
  const positions = new Map<CrowdPerson, Readonly<Record<string, number>>>();
  const closers: (() => void)[] = [];
  await runInFlight(
    people.length,
    CONCURRENT_HANDSHAKES,
    async (n) => {
      const person = people[n - 1] as CrowdPerson;
      const { connection, answer } = await joinOwnRooms(chooseGateway(system, n).url, person);
      positions.set(person, answer.heads);
      closers.push(() => connection.close());
    },
    signal,
  );
  for (const close of closers) close();
  return positions;
}

async function sendToAllRooms(
  { frontDoor }: TestSystem,
  client: KeepAliveClient,
  people: readonly CrowdPerson[],
  signal: AbortSignal,
): Promise<void> {
  const senderByRoomId = new Map(
    people.flatMap((person) => person.roomIds.map((id) => [id, person] as const)),
  );
  const rooms = [...senderByRoomId];
  await runInFlight(
    rooms.length * MISSED_PER_ROOM,
    CONCURRENT_SENDS,
    async (n) => {
      const [roomId, { token }] = rooms[n % rooms.length] as (typeof rooms)[0];
      const url = `${frontDoor}/api/v1/chat/rooms/${roomId}/messages`;
      requireCreated(await client.post(url, token, { content: `Missed message ${n}` }));
    },
    signal,
  );
}

/** Lets everybody return at once. Returns how many milliseconds each person waited for all missed messages. */
async function returnAtOnce(
  system: TestSystem,
  people: readonly CrowdPerson[],
  positions: ReadonlyMap<CrowdPerson, Readonly<Record<string, number>>>,
): Promise<number[]> {
  const startedAt = performance.now();
  const returned = await Promise.all(
    people.map(async (person, n) => {
      const { url } = chooseGateway(system, n);
      const { connection, answer } = await joinOwnRooms(url, person, positions.get(person));
      const duration = performance.now() - startedAt;
      const missedCount = Object.values(answer.missed ?? {}).flatMap(({ events = [] }) => events).length;
      if (missedCount !== person.roomIds.length * MISSED_PER_ROOM)
        throw new Error(`A person who came back received ${missedCount} missed messages`);
      return { connection, duration };
    }),
  );
  for (const { connection } of returned) connection.close();
  return returned.map(({ duration }) => duration);
}

/** Returns the number of transactions in the database so far. chat-api reads with one statement per transaction. */
async function countTransactions({ database }: TestSystem): Promise<number> {
  const { rows } = await database.query(
    'SELECT xact_commit::integer AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return rows[0].count;
}
