import { parseArgs } from 'node:util';
import { type System, startSystem, type TestUser } from '@kcs/testkit';
import { computeMedian, type Figure, findBreaches, formatTable, timeRuns } from '../measure/figures.ts';
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

const RUNS = 7;
const SENDS = 100;
const SEARCH_MEDIAN_MS = 100;
const SEARCH_WORST_MS = 250;
const ROOM_LIST_MEDIAN_MS = 60;
/**
 * How much searches may slow down sends: while searches run, the median send time may be at most this many times as
 * long as without searches, plus `SEND_TOLERANCE_MS`.
 */
const SEND_RATIO = 2;
const SEND_TOLERANCE_MS = 10;

async function runSearchDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { messages: { type: 'string' } } });
  const scale = { ...LARGE_SCHOOL, messages: Number(values.messages ?? LARGE_SCHOOL.messages) };
  const startedAt = Date.now();
  const sayWithTime = (line: string) =>
    say(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
  const cleanup = new Cleanup();
  try {
    sayWithTime('Starting a system');
    const system = await startSystem(cleanup, { gateways: 1, ownPostgres: true });
    const searcher = await system.user({ name: 'Searcher' });
    sayWithTime(`Filling a school with ${scale.people} people and ${scale.messages} messages`);
    const school = await fillSchool({
      url: system.database.url,
      scale,
      searcherId: searcher.id,
      onProgress: (done) => {
        signal.throwIfAborted();
        sayWithTime(`  ${done}`);
      },
    });
    sayWithTime('Measuring');
    const { figures, breaches } = await measure(system, searcher, school, signal);
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

async function measure(system: System, searcher: TestUser, school: School, signal: AbortSignal) {
  const figures: Figure[] = [];
  const scannedBefore = await countScannedRows(system.database);
  const get = async (path: string) => {
    signal.throwIfAborted();
    const { status, body } = await searcher.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} failed: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const search = (q: string) => get(`/chat/search?${new URLSearchParams({ q })}`);
  // Warm up first: the first request on each database connection is slower, because it prepares its SQL statements.
  for (let n = 0; n < 20; n++) await search('warm up');

  for (const { name, q } of SEARCHES) {
    const { data, page } = await search(q);
    figures.push({
      name: `search: ${name}`,
      times: await timeRuns(RUNS, () => search(q)),
      medianMs: SEARCH_MEDIAN_MS,
      worstMs: SEARCH_WORST_MS,
      note: `${data.length} hits${page.has_more ? ', more' : ''}`,
    });
  }
  const fetchRoomList = () => get('/chat/rooms?limit=500');
  figures.push({
    name: 'room list',
    times: await timeRuns(RUNS, fetchRoomList),
    medianMs: ROOM_LIST_MEDIAN_MS,
  });
  const pages = [
    ['members, one page', `/chat/rooms/${school.largeRoomId}/members?limit=100`],
    ['receipts, one page', `/chat/messages/${school.newestMessageId}/receipts?limit=100`],
  ] as const;
  for (const [name, path] of pages) {
    figures.push({ name, times: await timeRuns(RUNS, () => get(path)), worstMs: SEARCH_WORST_MS });
  }
  const breaches = figures.flatMap(findBreaches);
  const sends = await measureSends(system, searcher, search);
  breaches.push(...sends.breaches);
  const imported = await measureImport(system, searcher, school);
  breaches.push(...imported.breaches);

  for (const [table, scanned] of await countScannedRows(system.database)) {
    const rows = scanned - (scannedBefore.get(table) ?? 0);
    if (rows > 0)
      breaches.push(`${table}: sequential scans read ${rows} rows, although every query should use an index`);
  }
  return { figures: [...figures, ...sends.figures, ...imported.figures], breaches };
}

/** Measures how long each send takes, first without searches and then while another user searches continuously. */
async function measureSends(system: System, searcher: TestUser, search: (q: string) => Promise<unknown>) {
  const sender = await system.user({ name: 'Sender' });
  const room = await system.room({ owner: sender, members: [searcher] });
  const send = async () => {
    // Pause before each message, because a user may send at most 20 messages per second.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const startedAt = performance.now();
    await sender.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'hello' });
    return performance.now() - startedAt;
  };
  const sendAll = async () => {
    const times: number[] = [];
    for (let n = 0; n < SENDS; n++) times.push(await send());
    return times;
  };
  const alone = await sendAll();
  let searching = true;
  const searchLoop = (async () => {
    for (let n = 0; searching; n++) await search(SEARCHES[n % SEARCHES.length]?.q ?? '');
  })();
  const together = await sendAll();
  searching = false;
  await searchLoop;
  const limit = computeMedian(alone) * SEND_RATIO + SEND_TOLERANCE_MS;
  const figures: Figure[] = [
    { name: 'send without searches', times: alone },
    { name: 'send during searches', times: together, medianMs: limit },
  ];
  return { figures, breaches: figures.flatMap(findBreaches) };
}
