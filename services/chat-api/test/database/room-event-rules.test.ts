import { isSafeEventKind } from '@kcs/contracts';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { applyMigrations } from '../../src/database/migrator/apply-migrations.ts';
import { createEmptyDatabase } from './support/empty-database.ts';

t.test('PostgreSQL refuses a room event that cannot be published or delivered', async (t) => {
  const { url } = await createEmptyDatabase(t);
  await applyMigrations(url);
  const { prisma, close } = createDatabase({ url });
  t.teardown(close);
  let lastSeq = 0;
  const insertEvent = (kind: string, data: string) => {
    lastSeq += 1;
    return prisma.$executeRaw`
      INSERT INTO room_events (room_id, seq, kind, data, created_at)
      VALUES ('room_x', ${lastSeq}, ${kind}, ${data}::json, now())`;
  };

  t.test('LOG-7: the database and the contracts accept the same event kinds', async (t) => {
    const testedEventKinds = [
      ...['room-updated', 'a', 'x1-2b', 'a'.repeat(64)],
      ...[
        '',
        'seen',
        'a.b',
        '*',
        '>',
        'A',
        '1a',
        '-a',
        'a-',
        'a--b',
        'a b',
        'a\n',
        'ä',
        'a'.repeat(65),
        'seen.x',
      ],
    ];
    for (const kind of testedEventKinds) {
      if (isSafeEventKind(kind)) await t.resolves(insertEvent(kind, '{}'), kind);
      else await t.rejects(insertEvent(kind, '{}'), JSON.stringify(kind));
    }
  });

  t.test('the data of a room event must be an object that fits into one bus message', async (t) => {
    const createEventDataOfSize = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - 11) });
    t.equal(Buffer.byteLength(createEventDataOfSize(983_040)), 983_040);
    await t.resolves(insertEvent('message-created', createEventDataOfSize(983_040)));
    await t.rejects(insertEvent('message-created', createEventDataOfSize(983_041)));
    await t.rejects(insertEvent('message-created', createEventDataOfSize(2_000_000)));
    for (const data of ['null', '[]', '"text"', '1'])
      await t.rejects(insertEvent('message-created', data), data);
  });

  t.test('a stored event that breaks the room event rules can still be marked as published', async (t) => {
    await prisma.$executeRawUnsafe('ALTER TABLE room_events DISABLE TRIGGER room_events_rules');
    await insertEvent('not a token', '[]');
    await prisma.$executeRawUnsafe('ALTER TABLE room_events ENABLE TRIGGER room_events_rules');
    t.equal(
      await prisma.$executeRaw`UPDATE room_events SET published_at = now() WHERE kind = 'not a token'`,
      1,
    );
  });
});
