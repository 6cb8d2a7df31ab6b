import { parseArgs } from 'node:util';
import { startSystem, TeardownStack, type TestSystem, type TestUser } from '@kcs/testkit';
import {
  findLimitBreaches,
  formatMeasurementTable,
  type Measurement,
  measureRunDurations,
} from '../measure/measurements.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const notificationsDrill: Drill = {
  summary:
    'The list of notifications and mentions of a person in 500 rooms, with 1,000,000 notifications and 2,000,000 messages stored',
  run: runNotificationsDrill,
};

const NOTIFICATION_COUNT = 1_000_000;
const MESSAGE_COUNT = 2_000_000;
/** One in this many messages mentions the reader. */
const MESSAGES_PER_MENTION = 20;
const MESSAGES_PER_BATCH = 100_000;
const ROOM_COUNT = 500;
const RUNS_PER_MEASUREMENT = 15;
const LIST_MEDIAN_LIMIT_MS = 100;

async function runNotificationsDrill({ args, say }: DrillContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { notifications: { type: 'string' }, messages: { type: 'string' } },
  });
  const notificationCount = Number(values.notifications ?? NOTIFICATION_COUNT);
  const messageCount = Number(values.messages ?? MESSAGE_COUNT);
  const cleanup = new TeardownStack();
  try {
    say('Starting a system');
    const system = await startSystem(cleanup, { gateways: 1, ownPostgres: true });
    const reader = await system.user({ name: 'Reader' });
    say(`Storing ${notificationCount} notifications`);
    await storeNotifications(system, reader, notificationCount);
    say(`Storing ${messageCount} messages`);
    await storeMessages(system, reader, messageCount);
    const measurements = await measureList(reader);
    say(`\n${formatMeasurementTable(measurements)}\n`);
    const breaches = measurements.flatMap(findLimitBreaches);
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    await cleanup.run();
  }
}

/**
 * Adds the reader to 500 rooms, and stores notifications from the last 29 days: 40 % for these rooms, 10 % for the
 * reader's user type, 1 in 1,000 for the reader, and the rest for other people.
 */
async function storeNotifications({ database }: TestSystem, reader: TestUser, count: number): Promise<void> {
  await database.query(`
    INSERT INTO rooms (id, room_type, name, created_by, last_seq, member_count)
    SELECT ${formatId('room', 'n')}, 'group', 'Room ' || n, 'x', 1, 1 FROM generate_series(1, ${ROOM_COUNT}) n`);
  await database.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq, joined_at)
     SELECT ${formatId('room', 'n')}, $1, 'member', 1, now() - interval '31 days' FROM generate_series(1, ${ROOM_COUNT}) n`,
    [reader.id],
  );
  await database.query(
    `UPDATE users SET created_at = now() - interval '31 days', user_type_since = now() - interval '31 days'
     WHERE id = $1`,
    [reader.id],
  );
  await database.query(
    `INSERT INTO notifications (id, source, producer_id, type, title, data, urgency, recipients, dead, created_at, pushed_at)
     SELECT ${formatId('notif', 'n')}, 'homework', n::text, 'homework_due', 'Homework', '{}', 'normal', 1, 0,
       now() - interval '29 days' * (1 - n / $1::float8), now()
     FROM generate_series(1, $1::integer) n`,
    [count],
  );
  await database.query(
    `INSERT INTO notification_targets (target, created_at, notification_id, room_seq)
     SELECT CASE WHEN r.n % 1000 = 9 THEN $1 WHEN r.n % 10 < 4 THEN ${formatId('room', `1 + (r.n / 10 * 4 + r.n % 10) % ${ROOM_COUNT}`)}
         WHEN r.n % 10 = 4 THEN 'Student' ELSE ${formatId('user', 'r.n % 20000')} END,
       r.created_at, r.id, CASE WHEN r.n % 10 < 4 THEN 1 END
     FROM (SELECT producer_id::integer AS n, created_at, id FROM notifications) r`,
    [reader.id],
  );
}

/**
 * Stores messages from the last 29 days in the reader's rooms. The reader is mentioned in 5 % of them, and has read
 * nine tenths of each room.
 */
async function storeMessages({ database }: TestSystem, reader: TestUser, count: number): Promise<void> {
  // Prevent chat-api from indexing the messages for the search while the list is being measured.
  await database.query('UPDATE search_walk SET below = NULL');
  await database.query('UPDATE rooms SET last_seq = 1 + $1::integer', [Math.ceil(count / ROOM_COUNT)]);
  await database.query(
    `INSERT INTO room_progress (room_id, indexed_seq) SELECT id, last_seq FROM rooms
     ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq`,
  );
  for (let first = 0; first < count; first += MESSAGES_PER_BATCH) {
    await database.query(
      `INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type, mentions, created_at)
       SELECT ${formatId('msg', 'n')}, ${formatId('room', `1 + n % ${ROOM_COUNT}`)}, 'x', 'Sender', 2 + n / ${ROOM_COUNT}, 'Hello',
         'text', CASE WHEN n % ${MESSAGES_PER_MENTION} = (n / ${ROOM_COUNT}) % ${MESSAGES_PER_MENTION} THEN ARRAY[$2::text] ELSE '{}' END,
         now() - interval '29 days' * (1 - n / $1::float8)
       FROM generate_series($3::integer, $4::integer - 1) n`,
      [count, reader.id, first, Math.min(first + MESSAGES_PER_BATCH, count)],
    );
  }
  await database.query(
    `UPDATE room_members m SET last_seen_seq = r.last_seq * 9 / 10 FROM rooms r
     WHERE r.id = m.room_id AND m.user_id = $1`,
    [reader.id],
  );
  await database.query('ANALYZE');
}

/** Returns an SQL expression for the id of the object with the number `n`. */
const formatId = (kind: string, n: string): string => `'${kind}_' || lpad((${n})::text, 26, '0')`;

async function measureList(reader: TestUser): Promise<Measurement[]> {
  const fetchPage = async (query: string) => {
    const { status, body } = await reader.request('GET', `/chat/notifications${query}`);
    if (status !== 200) throw new Error(`The list failed: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const measure = async (name: string, query: string): Promise<Measurement> => {
    const { data, page } = await fetchPage(query);
    return {
      name,
      times: await measureRunDurations(RUNS_PER_MEASUREMENT, () => fetchPage(query)),
      medianMs: LIST_MEDIAN_LIMIT_MS,
      note: `${data.length} notifications, ${JSON.stringify(page)}`,
    };
  };
  const { data, page } = await fetchPage('?limit=50');
  const measurements = [
    await measure('first page', '?limit=50'),
    await measure('second page', `?limit=50&cursor=${page.next_cursor}`),
    await measure('unread only', '?limit=50&unread=true'),
  ];
  await reader.request('POST', '/chat/notifications/seen', { all_before: data[10].id });
  return [...measurements, await measure('unread only, few unread', '?limit=50&unread=true')];
}
