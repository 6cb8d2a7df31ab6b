import { parseArgs } from 'node:util';
import { TeardownStack, type TestSystem, type TestUser } from '@kcs/testkit';
import {
  computeMedian,
  findLimitBreaches,
  formatMeasurementTable,
  type Measurement,
  measureRunDurations,
} from '../measure/measurements.ts';
import { countSequentiallyScannedRows } from '../measure/scanned-rows.ts';
import { startOurSchool } from '../peers/our-school.ts';
import { type GeneratedSchool, LARGE_SCHOOL } from '../school/school-scale.ts';
import { NAMED_SEARCH_QUERIES } from '../school/searches.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { measureSearchAfterImport } from './measure-import.ts';

export const searchDrill: Drill = {
  summary: 'Search, room list, members, and receipts in a school of 20,000 people with 2,000,000 messages',
  run: runSearchDrill,
};

const RUNS_PER_MEASUREMENT = 7;
const SENDS_PER_MEASUREMENT = 100;
const SEARCH_MEDIAN_LIMIT_MS = 100;
const SEARCH_WORST_LIMIT_MS = 250;
const ROOM_LIST_MEDIAN_LIMIT_MS = 60;
/**
 * The median send time while searches run must not exceed the median without searches times this factor, plus
 * `SEND_TOLERANCE_MS`.
 */
const MAX_SEND_SLOWDOWN_FACTOR = 2;
const SEND_TOLERANCE_MS = 10;

async function runSearchDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { messages: { type: 'string' } } });
  const schoolScale = { ...LARGE_SCHOOL, messages: Number(values.messages ?? LARGE_SCHOOL.messages) };
  const startedAt = Date.now();
  const sayWithElapsedTime = (line: string) =>
    say(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
  const teardownStack = new TeardownStack();
  try {
    const { system, searcher, school } = await startOurSchool(teardownStack, schoolScale, {
      say: sayWithElapsedTime,
      signal,
    });
    sayWithElapsedTime('Measuring');
    const { figures, breaches } = await measureSchoolRequests(system, searcher, school, signal);
    say(`\n${formatMeasurementTable(figures)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    sayWithElapsedTime(
      breaches.length === 0
        ? 'All measured times are within their limits'
        : `Exceeded limits: ${breaches.length}`,
    );
    return breaches.length === 0 ? 0 : 1;
  } finally {
    sayWithElapsedTime('Stopping');
    await teardownStack.run();
  }
}

async function measureSchoolRequests(
  system: TestSystem,
  searcher: TestUser,
  school: GeneratedSchool,
  signal: AbortSignal,
) {
  const measurements: Measurement[] = [];
  const scannedRowCountByTableBefore = await countSequentiallyScannedRows(system.database);
  const fetchResponseBody = async (path: string) => {
    signal.throwIfAborted();
    const { status, body } = await searcher.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} failed: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const runSearch = (q: string) => fetchResponseBody(`/chat/search?${new URLSearchParams({ q })}`);
  // Warm up first: the first request on each database connection is slower, because it prepares its SQL statements.
  for (let n = 0; n < 20; n++) await runSearch('warm up');

  for (const { name, q } of NAMED_SEARCH_QUERIES) {
    const { data, page } = await runSearch(q);
    measurements.push({
      name: `search: ${name}`,
      times: await measureRunDurations(RUNS_PER_MEASUREMENT, () => runSearch(q)),
      medianMs: SEARCH_MEDIAN_LIMIT_MS,
      worstMs: SEARCH_WORST_LIMIT_MS,
      note: `${data.length} hits${page.has_more ? ', more' : ''}`,
    });
  }
  const fetchRoomList = () => fetchResponseBody('/chat/rooms?limit=500');
  measurements.push({
    name: 'room list',
    times: await measureRunDurations(RUNS_PER_MEASUREMENT, fetchRoomList),
    medianMs: ROOM_LIST_MEDIAN_LIMIT_MS,
  });
  const measuredPagePaths = [
    ['members, one page', `/chat/rooms/${school.largeRoomId}/members?limit=100`],
    ['receipts, one page', `/chat/messages/${school.newestMessageId}/receipts?limit=100`],
  ] as const;
  for (const [name, path] of measuredPagePaths) {
    measurements.push({
      name,
      times: await measureRunDurations(RUNS_PER_MEASUREMENT, () => fetchResponseBody(path)),
      worstMs: SEARCH_WORST_LIMIT_MS,
    });
  }
  const limitBreaches = measurements.flatMap(findLimitBreaches);
  const sendMeasurements = await measureSends(system, searcher, runSearch);
  limitBreaches.push(...sendMeasurements.breaches);
  const importMeasurements = await measureSearchAfterImport(system, searcher, school);
  limitBreaches.push(...importMeasurements.breaches);

  for (const [table, scanned] of await countSequentiallyScannedRows(system.database)) {
    const scannedRowCount = scanned - (scannedRowCountByTableBefore.get(table) ?? 0);
    if (scannedRowCount > 0)
      limitBreaches.push(
        `${table}: sequential scans read ${scannedRowCount} rows, although every query should use an index`,
      );
  }
  return {
    figures: [...measurements, ...sendMeasurements.figures, ...importMeasurements.figures],
    breaches: limitBreaches,
  };
}

/** Measures how long each send takes, first without searches and then while another user searches continuously. */
async function measureSends(system: TestSystem, searcher: TestUser, search: (q: string) => Promise<unknown>) {
  const sender = await system.user({ name: 'Sender' });
  const room = await system.room({ owner: sender, members: [searcher] });
  const measureSendDuration = async () => {
    // Pause before each message, because a user may send at most 20 messages per second.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const startedAt = performance.now();
    await sender.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'hello' });
    return performance.now() - startedAt;
  };
  const measureSendDurations = async () => {
    const sendDurationsMs: number[] = [];
    for (let n = 0; n < SENDS_PER_MEASUREMENT; n++) sendDurationsMs.push(await measureSendDuration());
    return sendDurationsMs;
  };
  const sendDurationsWithoutSearches = await measureSendDurations();
  let isSearching = true;
  const searchLoopPromise = (async () => {
    for (let n = 0; isSearching; n++)
      await search(NAMED_SEARCH_QUERIES[n % NAMED_SEARCH_QUERIES.length]?.q ?? '');
  })();
  const sendDurationsDuringSearches = await measureSendDurations();
  isSearching = false;
  await searchLoopPromise;
  const sendMedianLimitMs =
    computeMedian(sendDurationsWithoutSearches) * MAX_SEND_SLOWDOWN_FACTOR + SEND_TOLERANCE_MS;
  const measurements: Measurement[] = [
    { name: 'send without searches', times: sendDurationsWithoutSearches },
    { name: 'send during searches', times: sendDurationsDuringSearches, medianMs: sendMedianLimitMs },
  ];
  return { figures: measurements, breaches: measurements.flatMap(findLimitBreaches) };
}
