import pg from 'pg';
import { MessageWriter } from './message-writer.ts';
import { createSeededRandomNumberSource, type RandomNumberSource } from './random.ts';
import type { GeneratedSchool, SchoolScale } from './school-scale.ts';

interface FillSchoolOptions {
  /** The URL of a migrated database that has no messages yet. */
  readonly url: string;
  readonly scale: SchoolScale;
  /** The id of an existing user who runs the searches (the searcher). By default, a new user is created. */
  readonly searcherId?: string;
  readonly onProgress?: (done: string) => void;
}

interface MessageBatch {
  readonly ids: string[];
  readonly rooms: string[];
  readonly senders: string[];
  readonly seqs: number[];
  readonly contents: string[];
  readonly times: string[];
}

const MESSAGES_PER_BATCH = 5_000;
const LARGE_ROOM_MESSAGE_SHARE = 0.25;
const SEARCHER_ROOMS_MESSAGE_SHARE = 0.1;
const MEMBERS_PER_ROOM_WITHOUT_SEARCHER = 20;
const SCHOOL_YEAR_MS = 300 * 24 * 60 * 60 * 1_000;
const ENTRIES_PER_SEGMENT = 4_096;
// cspell:disable-next-line
const ULID_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Fills a database with a school: people, rooms, memberships, messages with their events, the search index, and the
 * message counts. The same seed always gives the same school, except for the message times and the ids that contain
 * them: the messages are spread over the 300 days before the call.
 *
 * The tables are loaded in bulk, and the text index is built at the end, because indexing one message after another
 * would take ten times as long.
 */
export async function fillSchool({
  url,
  scale,
  searcherId = formatUserId(0),
  onProgress = () => {},
}: FillSchoolOptions): Promise<GeneratedSchool> {
  const databaseClient = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await databaseClient.connect();
  try {
    await databaseClient.query("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'");
    // Prevent a running chat-api from indexing the messages while they are being loaded.
    await databaseClient.query('UPDATE search_walk SET below = NULL');
    await insertPeople(databaseClient, scale, searcherId);
    const headByRoomNumber = await insertMessages(databaseClient, scale, onProgress);
    await insertRoomEvents(databaseClient);
    onProgress('events');
    await insertSearchEntries(databaseClient);
    onProgress('search index');
    await insertRooms(databaseClient, scale, searcherId, headByRoomNumber);
    await databaseClient.query('SELECT count_messages_in_rooms(array_agg(id)) FROM rooms');
    await databaseClient.query('VACUUM ANALYZE');
    const largeRoomId = formatRoomId(0);
    const { rows } = await databaseClient.query(
      'SELECT id FROM messages WHERE room_id = $1 ORDER BY seq DESC LIMIT 1',
      [largeRoomId],
    );
    return { searcherId, largeRoomId, newestMessageId: rows[0].id };
  } finally {
    await databaseClient.end();
  }
}

async function insertPeople(client: pg.Client, { people }: SchoolScale, searcherId: string): Promise<void> {
  const userIds = Array.from({ length: people }, (_, n) => formatUserId(n));
  await client.query(
    `INSERT INTO users (id, name, user_type)
     SELECT id, 'Person ' || n, 'Student' FROM unnest($1::text[]) WITH ORDINALITY AS new (id, n) WHERE id <> $2`,
    [userIds, searcherId],
  );
  if (searcherId === formatUserId(0)) {
    await client.query(`INSERT INTO users (id, name, user_type) VALUES ($1, 'Searcher', 'Student')`, [
      searcherId,
    ]);
  }
}

/** Inserts all messages, oldest first, and returns the last seq of each room. */
async function insertMessages(
  client: pg.Client,
  scale: SchoolScale,
  onProgress: (done: string) => void,
): Promise<Map<number, number>> {
  const drawRandomNumber = createSeededRandomNumberSource(scale.seed);
  const messageWriter = new MessageWriter(drawRandomNumber);
  const headByRoomNumber = new Map<number, number>();
  const schoolYearStartAt = Date.now() - SCHOOL_YEAR_MS;
  for (let first = 0; first < scale.messages; first += MESSAGES_PER_BATCH) {
    const messageBatch: MessageBatch = { ids: [], rooms: [], senders: [], seqs: [], contents: [], times: [] };
    const batchEndIndex = Math.min(first + MESSAGES_PER_BATCH, scale.messages);
    for (let n = first; n < batchEndIndex; n++) {
      const sentAt = schoolYearStartAt + Math.floor((n / scale.messages) * SCHOOL_YEAR_MS);
      const roomNumber = drawRoomNumber(scale, drawRandomNumber);
      const messageSeq = (headByRoomNumber.get(roomNumber) ?? 1) + 1;
      headByRoomNumber.set(roomNumber, messageSeq);
      messageBatch.ids.push(formatMessageId(sentAt, n));
      messageBatch.rooms.push(formatRoomId(roomNumber));
      messageBatch.senders.push(formatUserId(1 + Math.floor((scale.people - 1) * drawRandomNumber() ** 2)));
      messageBatch.seqs.push(messageSeq);
      messageBatch.contents.push(messageWriter.write());
      messageBatch.times.push(new Date(sentAt).toISOString());
    }
    await client.query(
      `INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type, created_at)
       SELECT id, room_id, sender_id, 'Person', seq, content, 'text', created_at
       FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[])
         AS new (id, room_id, sender_id, seq, content, created_at)`,
      [
        messageBatch.ids,
        messageBatch.rooms,
        messageBatch.senders,
        messageBatch.seqs,
        messageBatch.contents,
        messageBatch.times,
      ],
    );
    if (batchEndIndex % 500_000 === 0) onProgress(`${batchEndIndex} messages`);
  }
  return headByRoomNumber;
}

async function insertRoomEvents(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO room_events (room_id, seq, kind, message_id, data, created_at, published_at)
    SELECT room_id, seq, 'message-created', id, json_build_object('id', id, 'room_id', room_id, 'content', content),
      created_at, created_at
    FROM messages`);
}

/**
 * Adds the search index entries that chat-api's upkeep would add. To save time, drops the text index first and rebuilds
 * it at the end.
 */
async function insertSearchEntries(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT indexdef FROM pg_indexes WHERE indexname = 'search_entries_text_idx'`,
  );
  await client.query('DROP INDEX search_entries_text_idx');
  await client.query(`
    INSERT INTO search_entries (message_id, room_id, marks, folded)
    SELECT id, room_id, ARRAY['#' || segment, '##' || (segment >> 5)] || search_marks(folded, sender_id), folded
    FROM (
      SELECT id, room_id, sender_id, search_text(content) AS folded,
        (1 + (row_number() OVER (ORDER BY id) - 1) / ${ENTRIES_PER_SEGMENT})::integer AS segment
      FROM messages OFFSET 0) m`);
  await client.query(`
    INSERT INTO search_segments (segment, entries, min_id, max_id)
    SELECT segment, count(*), min(id), max(id)
    FROM (SELECT id, (1 + (row_number() OVER (ORDER BY id) - 1) / ${ENTRIES_PER_SEGMENT})::integer AS segment FROM messages) m
    GROUP BY segment`);
  await client.query(rows[0].indexdef);
}

/**
 * Inserts the rooms, and marks them as indexed in the same transaction. Call this after all messages are in the search
 * index, so that a running chat-api finds nothing to index.
 */
async function insertRooms(
  client: pg.Client,
  { people, ownRooms, largeRoomMembers }: SchoolScale,
  searcherId: string,
  headsByRoom: ReadonlyMap<number, number>,
): Promise<void> {
  const roomNumbers = [...headsByRoom.keys()];
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO rooms (id, room_type, name, created_by, last_seq, member_count, last_activity_at)
     SELECT id, 'group', 'Room ' || id, $3, last_seq, ${MEMBERS_PER_ROOM_WITHOUT_SEARCHER}, now() - last_seq * interval '1 second'
     FROM unnest($1::text[], $2::integer[]) AS new (id, last_seq)`,
    [roomNumbers.map(formatRoomId), roomNumbers.map((room) => headsByRoom.get(room)), searcherId],
  );
  await client.query(
    'INSERT INTO room_progress (room_id, indexed_seq) SELECT id, last_seq FROM rooms ON CONFLICT DO NOTHING',
  );
  await client.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq, last_seen_seq)
     SELECT r.id, $1, 'member', 1, r.last_seq * 9 / 10 FROM rooms r WHERE r.id = ANY ($2::text[])`,
    [searcherId, roomNumbers.filter((room) => room < ownRooms).map(formatRoomId)],
  );
  await client.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq, last_seen_seq)
     SELECT $1, 'user_' || lpad(n::text, 26, '0'), 'member', 1, r.last_seq
     FROM rooms r, generate_series(1, $2::integer) n WHERE r.id = $1`,
    [formatRoomId(0), largeRoomMembers - 1],
  );
  await client.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq, last_seen_seq)
     SELECT r.id, 'user_' || lpad((1 + (hashtext(r.id) & 65535) * 37 % $1 + n)::text, 26, '0'), 'member', 1, r.last_seq
     FROM rooms r, generate_series(1, ${MEMBERS_PER_ROOM_WITHOUT_SEARCHER}) n WHERE r.id <> $2`,
    [people - MEMBERS_PER_ROOM_WITHOUT_SEARCHER - 2, formatRoomId(0)],
  );
  await client.query('COMMIT');
}

/**
 * Draws a random room for a message and returns its number. Room 0 is the large room, the next numbers are the other
 * rooms of the user who runs the searches, and all further numbers are rooms that this user does not belong to.
 */
function drawRoomNumber({ ownRooms, otherRooms }: SchoolScale, drawRandomNumber: RandomNumberSource): number {
  const randomShare = drawRandomNumber();
  if (randomShare < LARGE_ROOM_MESSAGE_SHARE) return 0;
  if (randomShare < LARGE_ROOM_MESSAGE_SHARE + SEARCHER_ROOMS_MESSAGE_SHARE)
    return 1 + Math.floor((ownRooms - 1) * drawRandomNumber());
  return ownRooms + Math.floor(otherRooms * drawRandomNumber());
}

const formatUserId = (n: number): string => `user_${String(n).padStart(26, '0')}`;
const formatRoomId = (n: number): string => `room_${String(n).padStart(26, '0')}`;

/**
 * Returns an id in chat-api's format: a ULID that begins with the time `at`. Where a real ULID has random digits, this
 * one has the number `n`.
 */
function formatMessageId(at: number, n: number): string {
  let encodedTime = '';
  for (let rest = at, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32))
    encodedTime = `${ULID_DIGITS[rest % 32]}${encodedTime}`;
  return `msg_${encodedTime}${String(n).padStart(16, '0')}`;
}
