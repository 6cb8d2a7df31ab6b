import { newId } from '@kcs/service-kit';
import { eventually, startTestDatabase } from '@kcs/testkit';
import pg from 'pg';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';

const POOL_SIZE = 4;

t.test(
  'after PostgreSQL was read-only, every connection of the pool is replaced within seconds',
  async (t) => {
    const { url } = await startTestDatabase(t);
    const { pathname } = new URL(url);
    // The setting applies to connections that are opened later, as if they led to another server.
    const setReadOnly = async (value: 'on' | 'off') => {
      const client = new pg.Client({
        connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href,
      });
      await client.connect();
      await client.query(`ALTER DATABASE ${pathname.slice(1)} SET default_transaction_read_only = ${value}`);
      await client.end();
    };
    await setReadOnly('on');
    const db = createDatabase({ url, poolSize: POOL_SIZE });
    t.teardown(() => db.close());
    const write = () =>
      db.transaction((tx) =>
        tx.user.create({ data: { id: newId('user'), name: 'Ada', userType: 'Student' } }),
      );
    const writeOnEveryConnection = () => Promise.allSettled(Array.from({ length: POOL_SIZE }, write));

    for (const { status } of await writeOnEveryConnection()) t.equal(status, 'rejected');
    await t.rejects(write(), { code: 'UNAVAILABLE' });
    await t.rejects(db.prisma.session.deleteMany(), { code: 'UNAVAILABLE' });
    await t.rejects(db.checkWritable(), { message: /PostgreSQL is read-only/ });
    t.same(await db.prisma.user.findMany(), [], 'reads still work');

    await setReadOnly('off');
    const allSucceed = async () =>
      (await writeOnEveryConnection()).every(({ status }) => status === 'fulfilled');
    await eventually('writes succeed on every connection', allSucceed, 10_000);
    await db.checkWritable();
  },
);
