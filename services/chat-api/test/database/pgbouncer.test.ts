import { findPgbouncerPath, startPgbouncer } from '@kcs/private-servers';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { listMessages } from '../../src/rooms/queries/list-messages.ts';
import { listRooms } from '../../src/rooms/queries/list-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

const MESSAGES_PER_ROOM = 20;
const skip = findPgbouncerPath() ? false : 'PgBouncer is not installed. Run: apt-get install pgbouncer';

t.test(
  'behind PgBouncer in transaction mode, everything works without prepared statements',
  { skip },
  async (t) => {
    const { url: postgresUrl } = await startTestDatabase(t);
    const pooler = await startPgbouncer({ postgresUrl, poolSize: 3 });
    t.teardown(() => pooler.stop());
    const fixture = await startFixture(t, { databaseUrl: pooler.url, usePreparedStatements: false });
    const [ada, ben] = [await fixture.user('Ada'), await fixture.user('Ben')];
    const roomIds = await Promise.all([1, 2, 3].map(() => fixture.group(ada, [ben])));

    const sends = roomIds.flatMap((roomId) =>
      Array.from({ length: MESSAGES_PER_ROOM }, (_, i) => fixture.send(ada, roomId, `hello ${i}`)),
    );
    const reads = Array.from({ length: 20 }, () => listRooms(fixture.deps, { userId: ben, limit: 10 }));
    await Promise.all([...sends, ...reads]);

    for (const roomId of roomIds) {
      const seqs = (await fixture.log(roomId)).map(({ seq }) => seq);
      t.same(
        seqs,
        Array.from(seqs, (_, i) => i + 1),
        'every event has its place in the log',
      );
      const { items } = await listMessages(fixture.deps, { userId: ben, roomId, limit: 100 });
      t.equal(items.length, MESSAGES_PER_ROOM);
    }
  },
);
