import { parseArgs } from 'node:util';
import { startSystem, type TestSystem, type TestUser } from '@kcs/testkit';
import { TeardownStack } from '../cleanup.ts';
import {
  findLimitBreaches,
  formatMeasurementTable,
  type Measurement,
  measureRunDurations,
} from '../measure/measurements.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const notificationsDrill: Drill = {
  summary: 'The list of notifications of a person in 500 rooms, with 1,000,000 notifications stored',
  run: runNotificationsDrill,
};

const NOTIFICATION_COUNT = 1_000_000;
const ROOM_COUNT = 500;
const RUNS_PER_MEASUREMENT = 15;
const LIST_MEDIAN_LIMIT_MS = 100;

async function runNotificationsDrill({ args, say }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { notifications: { type: 'string' } } });
  const notificationCount = Number(values.notifications ?? NOTIFICATION_COUNT);
  const cleanup = new TeardownStack();
  try {
    say('Starting a system');
    const system = await startSystem(cleanup, { gateways: 1, ownPostgres: true });
    const reader = await system.user({ name: 'Reader' });
    say(`Storing ${notificationCount} notifications`);
    await storeNotifications(system, reader, notificationCount);
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
  const makeId = (kind: string, n: string) => `'${kind}_' || lpad((${n})::text, 26, '0')`;
  await database.query(`
    INSERT INTO rooms (id, room_type, name, created_by, last_seq, member_count)
    SELECT ${makeId('room', 'n')}, 'group', 'Room ' || n, 'x', 1, 1 FROM generate_series(1, ${ROOM_COUNT}) n`);
  await database.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq, joined_at)
     SELECT ${makeId('room', 'n')}, $1, 'member', 1, now() - interval '31 days' FROM generate_series(1, ${ROOM_COUNT}) n`,
    [reader.id],
  );
  await database.query(
    `UPDATE users SET created_at = now() - interval '31 days', user_type_since = now() - interval '31 days'
     WHERE id = $1`,
    [reader.id],
  );
  await database.query(
    `INSERT INTO notifications (id, source, producer_id, type, title, data, urgency, recipients, dead, created_at, pushed_at)
     SELECT ${makeId('notif', 'n')}, 'homework', n::text, 'homework_due', 'Homework', '{}', 'normal', 1, 0,
       now() - interval '29 days' * (1 - n / $1::float8), now()
     FROM generate_series(1, $1::integer) n`,
    [count],
  );
  await database.query(
    `INSERT INTO notification_targets (target, created_at, notification_id, room_seq)
     SELECT CASE WHEN r.n % 1000 = 9 THEN $1 WHEN r.n % 10 < 4 THEN ${makeId('room', `1 + (r.n / 10 * 4 + r.n % 10) % ${ROOM_COUNT}`)}
         WHEN r.n % 10 = 4 THEN 'Student' ELSE ${makeId('user', 'r.n % 20000')} END,
       r.created_at, r.id, CASE WHEN r.n % 10 < 4 THEN 1 END
     FROM (SELECT producer_id::integer AS n, created_at, id FROM notifications) r`,
    [reader.id],
  );
  await database.query('ANALYZE');
}

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
