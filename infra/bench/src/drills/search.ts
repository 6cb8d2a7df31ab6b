import { parseArgs } from 'node:util';
import { type System, startSystem, type TestUser } from '@kcs/testkit';
import {
  computeMedian,
  findBreaches,
  formatTable,
  type Measurement,
  timeRuns,
} from '../measure/measurements.ts';
import { countScannedRows } from '../measure/scanned-rows.ts';
import { fillSchool } from '../school/fill-school.ts';
import { LARGE_SCHOOL, type School } from '../school/school-scale.ts';
import { Cleanup } from './cleanup.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { measureImport } from './measure-import.ts';
import { SEARCHES } from './searches.ts';

export const searchDrill: Drill = {
  summary: 'Search, room list, members, and receipts in a school of 20,000 people with 2,000,000 messages',
  run: runSearchDrill,
};

const RUNS_PER_MEASUREMENT = 7;
const SEND_COUNT = 100;
const SEARCH_MEDIAN_LIMIT_MS = 100;
const SEARCH_WORST_LIMIT_MS = 250;
const ROOM_LIST_MEDIAN_LIMIT_MS = 60;
/**
 * The median send time while searches run may be at most the median without searches, multiplied by this factor, plus
 * `SEND_TOLERANCE_MS`.
 */
const MAX_SEND_SLOWDOWN_FACTOR = 2;
const SEND_TOLERANCE_MS = 10;

async function runSearchDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { messages: { type: 'string' } } });
  const schoolScale = { ...LARGE_SCHOOL, messages: Number(values.messages ?? LARGE_SCHOOL.messages) };
  const startedAt = Date.now();
  const sayWithTime = (line: string) =>
    say(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
  const cleanup = new Cleanup();
  try {
    sayWithTime('Starting a system');
    const system = await startSystem(cleanup, { gateways: 1, ownPostgres: true });
    const searcher = await system.user({ name: 'Searcher' });
    sayWithTime(`Filling a school with ${schoolScale.people} people and ${schoolScale.messages} messages`);
    const school = await fillSchool({
      url: system.database.url,
      scale: schoolScale,
      searcherId: searcher.id,
      onProgress: (done) => {
        signal.throwIfAborted();
        sayWithTime(`  ${done}`);
      },
    });
    sayWithTime('Measuring');
    const { figures, breaches } = await measureSchool(system, searcher, school, signal);
    say(`\n${formatTable(figures)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    sayWithTime(
      breaches.length === 0
        ? 'All measured times are within their limits'
        : `Exceeded limits: ${breaches.length}`,
    );
    return breaches.length === 0 ? 0 : 1;
  } finally {
    sayWithTime('Stopping');
    await cleanup.run();
  }
}

async function measureSchool(system: System, searcher: TestUser, school: School, signal: AbortSignal) {
  const measurements: Measurement[] = [];
  const scannedRowCountsBefore = await countScannedRows(system.database);
  const fetchBody = async (path: string) => {
    signal.throwIfAborted();
    const { status, body } = await searcher.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} failed: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const search = (q: string) => fetchBody(`/chat/search?${new URLSearchParams({ q })}`);
  // Warm up first: the first request on each database connection is slower, because it prepares its SQL statements.
  for (let n = 0; n < 20; n++) await search('warm up');

  for (const { name, q } of SEARCHES) {
    const { data, page } = await search(q);
    measurements.push({
      name: `search: ${name}`,
      times: await timeRuns(RUNS_PER_MEASUREMENT, () => search(q)),
      medianMs: SEARCH_MEDIAN_LIMIT_MS,
      worstMs: SEARCH_WORST_LIMIT_MS,
      note: `${data.length} hits${page.has_more ? ', more' : ''}`,
    });
  }
  const fetchRoomList = () => fetchBody('/chat/rooms?limit=500');
  measurements.push({
    name: 'room list',
    times: await timeRuns(RUNS_PER_MEASUREMENT, fetchRoomList),
    medianMs: ROOM_LIST_MEDIAN_LIMIT_MS,
  });
  const measuredPages = [
    ['members, one page', `/chat/rooms/${school.largeRoomId}/members?limit=100`],
    ['receipts, one page', `/chat/messages/${school.newestMessageId}/receipts?limit=100`],
  ] as const;
  for (const [name, path] of measuredPages) {
    measurements.push({
      name,
      times: await timeRuns(RUNS_PER_MEASUREMENT, () => fetchBody(path)),
      worstMs: SEARCH_WORST_LIMIT_MS,
    });
  }
  const breaches = measurements.flatMap(findBreaches);
  const sendMeasurements = await measureSends(system, searcher, search);
  breaches.push(...sendMeasurements.breaches);
  const importMeasurements = await measureImport(system, searcher, school);
  breaches.push(...importMeasurements.breaches);

  for (const [table, scanned] of await countScannedRows(system.database)) {
    const scannedRowCount = scanned - (scannedRowCountsBefore.get(table) ?? 0);
    if (scannedRowCount > 0)
      breaches.push(
        `${table}: sequential scans read ${scannedRowCount} rows, although every query should use an index`,
      );
  }
  return { figures: [...measurements, ...sendMeasurements.figures, ...importMeasurements.figures], breaches };
}

/** Measures how long each send takes, first without searches and then while another user searches continuously. */
async function measureSends(system: System, searcher: TestUser, search: (q: string) => Promise<unknown>) {
  const sender = await system.user({ name: 'Sender' });
  const room = await system.room({ owner: sender, members: [searcher] });
  const timeOneSend = async () => {
    // Pause before each message, because a user may send at most 20 messages per second.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const startedAt = performance.now();
    await sender.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'hello' });
    return performance.now() - startedAt;
  };
  const timeAllSends = async () => {
    const sendDurationsMs: number[] = [];
    for (let n = 0; n < SEND_COUNT; n++) sendDurationsMs.push(await timeOneSend());
    return sendDurationsMs;
  };
  const sendDurationsWithoutSearches = await timeAllSends();
  let isSearching = true;
  const searchLoopEnded = (async () => {
    for (let n = 0; isSearching; n++) await search(SEARCHES[n % SEARCHES.length]?.q ?? '');
  })();
  const sendDurationsDuringSearches = await timeAllSends();
  isSearching = false;
  await searchLoopEnded;
  const sendMedianLimitMs =
    computeMedian(sendDurationsWithoutSearches) * MAX_SEND_SLOWDOWN_FACTOR + SEND_TOLERANCE_MS;
  const measurements: Measurement[] = [
    { name: 'send without searches', times: sendDurationsWithoutSearches },
    { name: 'send during searches', times: sendDurationsDuringSearches, medianMs: sendMedianLimitMs },
  ];
  return { figures: measurements, breaches: measurements.flatMap(findBreaches) };
}
