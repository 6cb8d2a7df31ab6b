import { addJitter, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/**
 * Maximum number of messages that one statement adds to the index. They take about 5 ms of CPU time in PostgreSQL. The
 * search index shares the CPU with sends, so a longer statement would delay them.
 */
const MAX_INDEXED_MESSAGES_PER_STEP = 25;
/** Maximum number of already indexed messages that one step of the walk visits, which takes about 3 ms. */
const MAX_WALKED_MESSAGES_PER_STEP = 1_000;
/** Maximum number of rooms that one statement compares with their progress, which takes about 3 ms. */
const MAX_COMPARED_ROOMS_PER_STEP = 4_000;
/**
 * If there are more new messages, a walk indexes them, newest first. This is the case after an import. A system on the
 * benchmark machine stores about 5,000 messages between two runs at most.
 */
const MAX_NEW_MESSAGES = 10_000;
/** How long the walk may continue until the job looks for new messages again. */
const MAX_WALK_MS = 1_000;
/** Each pause is this many times as long as the step before it, so that the job uses at most a third of one CPU. */
const PAUSE_PER_STEP = 2;

interface OutdatedRooms {
  /** The rooms with new messages, and the number of these messages. */
  readonly toIndex: string[];
  readonly newMessages: number;
  readonly toCount: string[];
}

/**
 * Updates the search index and the message counts until both are up to date. Each step is one short statement, and only
 * one replica at a time runs a step.
 */
export async function fillSearchIndex(db: Database, signal?: AbortSignal): Promise<void> {
  let isWalking: boolean;
  do {
    const rooms = await findOutdatedRooms(db, signal);
    if (rooms.newMessages > MAX_NEW_MESSAGES) await startWalk(db, rooms.toIndex);
    else await indexRooms(db, rooms.toIndex, signal);
    await countMessages(db, rooms.toCount, signal);
    isWalking = await continueWalk(db, signal);
  } while (isWalking && !signal?.aborted);
}

/** Runs one step. Then pauses, unless the signal is aborted. */
async function runStep<T>(step: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const startedAt = performance.now();
  const result = await step();
  await sleep(addJitter((performance.now() - startedAt) * PAUSE_PER_STEP), signal).catch(() => {});
  return result;
}

async function findOutdatedRooms(db: Database, signal: AbortSignal | undefined): Promise<OutdatedRooms> {
  const toIndex: string[] = [];
  const toCount: string[] = [];
  let newMessages = 0;
  let lastRoomId: string | null = '';
  while (lastRoomId !== null) {
    const after: string = lastRoomId;
    const [page] = await runStep(
      () => db.prisma.$queryRaw<[OutdatedRooms & { lastRoomId: string | null }]>`
        SELECT coalesce(array_agg(r.id) FILTER (WHERE r.last_seq > coalesce(p.indexed_seq, 0)), '{}') AS "toIndex",
          coalesce(sum(r.last_seq - coalesce(p.indexed_seq, 0)), 0)::integer AS "newMessages",
          coalesce(array_agg(r.id) FILTER (WHERE r.last_seq / 64 > coalesce(p.counted_block, 0)), '{}') AS "toCount",
          (SELECT id FROM rooms WHERE id > ${after} ORDER BY id OFFSET ${MAX_COMPARED_ROOMS_PER_STEP - 1}::integer LIMIT 1)
            AS "lastRoomId"
        FROM (
          SELECT id, last_seq, deleted_at FROM rooms
          WHERE id > ${after} ORDER BY id LIMIT ${MAX_COMPARED_ROOMS_PER_STEP}::integer
        ) r
        LEFT JOIN room_progress p ON p.room_id = r.id
        WHERE r.deleted_at IS NULL`,
      signal,
    );
    toIndex.push(...page.toIndex);
    toCount.push(...page.toCount);
    newMessages += page.newMessages;
    lastRoomId = page.lastRoomId;
  }
  return { toIndex, newMessages, toCount };
}

/** Indexes the new messages of the rooms. Ends early if another replica runs a step or if the signal is aborted. */
async function indexRooms(
  db: Database,
  roomIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const ids of takeChunks(roomIds)) {
    let indexed: number | null;
    do {
      [{ indexed }] = await runStep(
        () => db.prisma.$queryRaw<[{ indexed: number | null }]>`
          SELECT index_rooms(${ids}::text[], ${MAX_INDEXED_MESSAGES_PER_STEP}::integer) AS indexed`,
        signal,
      );
      if (indexed === null || signal?.aborted) return;
    } while (indexed === MAX_INDEXED_MESSAGES_PER_STEP);
  }
}

async function countMessages(
  db: Database,
  roomIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const ids of takeChunks(roomIds)) {
    if (signal?.aborted) return;
    await runStep(() => db.prisma.$executeRaw`SELECT count_messages_in_rooms(${ids}::text[])`, signal);
  }
}

const startWalk = (db: Database, roomIds: readonly string[]) =>
  db.prisma.$executeRaw`SELECT start_search_walk(${[...roomIds]}::text[])`;

/** Runs at least one step of the walk. Returns whether messages remain to be visited. */
async function continueWalk(db: Database, signal: AbortSignal | undefined): Promise<boolean> {
  const endsAt = performance.now() + MAX_WALK_MS;
  for (;;) {
    const [{ remain }] = await runStep(
      () => db.prisma.$queryRaw<[{ remain: boolean }]>`
        SELECT continue_search_walk(${MAX_WALKED_MESSAGES_PER_STEP}::integer, ${MAX_INDEXED_MESSAGES_PER_STEP}::integer) AS remain`,
      signal,
    );
    if (!remain || signal?.aborted || performance.now() > endsAt) return remain;
  }
}

/** Splits the room ids into chunks, one for each step. */
function takeChunks(roomIds: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let start = 0; start < roomIds.length; start += MAX_INDEXED_MESSAGES_PER_STEP)
    chunks.push(roomIds.slice(start, start + MAX_INDEXED_MESSAGES_PER_STEP));
  return chunks;
}
