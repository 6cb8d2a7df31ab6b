import { newId } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase, type Transaction } from '../../src/database/database.ts';
import { isWriteConflict } from '../../src/database/database-error.ts';
import { mapUnavailableError } from '../../src/database/database-outage.ts';
import { getSqlState } from '../../src/database/error-causes.ts';

t.test('the database client handles failed transactions and statements', async (t) => {
  const { url } = await startTestDatabase(t);
  const db = createDatabase({ url, poolSize: 4, statementTimeoutMs: 3_000 });
  t.teardown(() => db.close());
  const createUser = async () => {
    const id = newId('user');
    await db.prisma.user.create({ data: { id, name: 'Before', userType: 'Student' } });
    return id;
  };

  t.test('a transaction is retried if PostgreSQL aborts it because of a deadlock', async (t) => {
    const [a, b] = await Promise.all([createUser(), createUser()]);
    const renameUser = (tx: Transaction, id: string, name: string) =>
      tx.user.update({ where: { id }, data: { name } });
    let waitingTransactionCount = 0;
    let releaseBothTransactions = () => {};
    const bothWaitingPromise = new Promise<void>((resolve) => (releaseBothTransactions = resolve));
    let attemptCount = 0;
    const renameBothUsers = (first: string, second: string, name: string) =>
      db.transaction(async (tx) => {
        attemptCount += 1;
        await renameUser(tx, first, name);
        waitingTransactionCount += 1;
        if (waitingTransactionCount === 2) releaseBothTransactions();
        await bothWaitingPromise;
        await renameUser(tx, second, name);
      });
    await Promise.all([renameBothUsers(a, b, 'One'), renameBothUsers(b, a, 'Two')]);
    t.ok(attemptCount > 2, `${attemptCount} runs`);
    const storedUsers = await db.prisma.user.findMany({
      where: { id: { in: [a, b] } },
      select: { name: true },
    });
    t.equal(
      new Set(storedUsers.map(({ name }) => name)).size,
      1,
      'both rows have the name of one transaction',
    );
  });

  t.test('a failed transaction is rolled back and throws its original error', async (t) => {
    const id = await createUser();
    const failingTransaction = db.transaction(async (tx) => {
      await tx.user.update({ where: { id }, data: { name: 'After' } });
      throw new Error('a bug');
    });
    await t.rejects(failingTransaction, { message: 'a bug' });
    t.match(await db.prisma.user.findUnique({ where: { id } }), { name: 'Before' });
  });

  t.test('a statement timeout becomes UNAVAILABLE, and an invalid statement does not', async (t) => {
    await t.rejects(db.prisma.$queryRaw`SELECT pg_sleep(20)::text`, { code: 'UNAVAILABLE' });
    const error = await db.prisma.$queryRaw`SELECT * FROM no_such_table`.catch((error: unknown) => error);
    t.equal(getSqlState(error), '42P01');
    t.equal(isWriteConflict(error), false);
    t.equal(mapUnavailableError(error), error);
  });
});
