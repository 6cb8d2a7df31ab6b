import { newId } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { PrismaQuery } from '../../src/database/prisma-query.ts';

t.test('queries of the Prisma client behave as the library promises', async (t) => {
  const { url } = await startTestDatabase(t);
  const { prisma, close } = createDatabase({ url, poolSize: 2 });
  t.teardown(close);
  const createUser = (name: string) =>
    prisma.user.create({ data: { id: newId('user'), name, userType: 'Student' } });
  const countUsers = (name: string) => prisma.user.count({ where: { name } });

  t.test('the library creates our objects for raw queries and for models', async (t) => {
    for (const query of [prisma.$queryRaw`SELECT 1`, prisma.user.count()]) {
      t.type(query, PrismaQuery);
      t.equal(query[Symbol.toStringTag], 'PrismaPromise');
      await query;
    }
  });

  t.test('a query is sent when it is awaited, and only once', async (t) => {
    const query = createUser('Once');
    t.equal(await countUsers('Once'), 0);
    const [first, second] = [await query, await query];
    t.equal(first.id, second.id);
    t.equal(await countUsers('Once'), 1);
  });

  t.test('a failed query rejects, and `catch` and `finally` work', async (t) => {
    const failingQuery = () => prisma.$queryRaw`SELECT 1 / 0`;
    await t.rejects(failingQuery());
    t.match(await failingQuery().catch((error: Error) => error.message), /division by zero/);
    let endCount = 0;
    const countEnd = () => {
      endCount += 1;
    };
    t.same(await prisma.$queryRaw`SELECT 1 AS one`.finally(countEnd), [{ one: 1 }]);
    await t.rejects(failingQuery().finally(countEnd));
    t.equal(endCount, 2);
  });

  t.test('the queries of a batch succeed or fail together', async (t) => {
    const [created, count] = await prisma.$transaction([createUser('Batch'), countUsers('Batch')]);
    t.equal(created.name, 'Batch');
    t.equal(count, 1);
    await t.rejects(prisma.$transaction([createUser('Batch'), prisma.$queryRaw`SELECT 1 / 0`]));
    t.equal(await countUsers('Batch'), 1);
  });

  t.test('the related rows of a found row can be read', async (t) => {
    const { id } = await createUser('Related');
    t.same(await prisma.user.findUnique({ where: { id } }).sessions(), []);
  });
});
