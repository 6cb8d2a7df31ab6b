import { newId } from '@kcs/service-kit';
import { eventually, startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';

const POOL_SIZE = 4;

t.test(
  'once PostgreSQL is no longer read-only, writes succeed on every pool connection within seconds',
  async (t) => {
    const { url, query } = await startTestDatabase(t);
    // The setting `default_transaction_read_only` affects only new connections. Open connections stay read-only or
    // writable, as they do after a failover.
    const setReadOnly = (value: 'on' | 'off') =>
      query(
        `BEGIN READ WRITE; ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = ${value}; COMMIT`,
      );
    await setReadOnly('on');
    const db = createDatabase({ url, poolSize: POOL_SIZE });
    t.teardown(() => db.close());
    const insertUser = () =>
      db.transaction((tx) =>
        tx.user.create({ data: { id: newId('user'), name: 'Ada', userType: 'Student' } }),
      );
    const writeOnEveryConnection = () => Promise.allSettled(Array.from({ length: POOL_SIZE }, insertUser));

    for (const { status } of await writeOnEveryConnection()) t.equal(status, 'rejected');
    await t.rejects(insertUser(), { code: 'UNAVAILABLE' });
    await t.rejects(db.prisma.session.deleteMany(), { code: 'UNAVAILABLE' });
    await t.rejects(db.checkWritable(), { message: /PostgreSQL is read-only/ });
    t.same(await db.prisma.user.findMany(), [], 'reads still work');

    await setReadOnly('off');
    const doAllWritesSucceed = async () =>
      (await writeOnEveryConnection()).every(({ status }) => status === 'fulfilled');
    await eventually('writes succeed on every connection', doAllWritesSucceed, 10_000);
    await db.checkWritable();
  },
);
