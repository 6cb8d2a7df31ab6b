import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { createConcurrencyLimiter } from '../../src/identity/login/concurrency-limiter.ts';
import { createPasswords } from '../../src/identity/login/passwords.ts';
import { runMain } from '../support/run-main.ts';

t.test('repeated seeding loads the demo data only once, and production refuses it', async (t) => {
  const { url } = await startTestDatabase(t);
  const env = { DATABASE_URL: url };
  const refused = runMain(t, 'seed-demo.js', { ...env, NODE_ENV: 'production' });
  t.equal(await refused.exit, 1);
  t.match(refused.lines.join('\n'), /production/);
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  const count = async () => ({
    users: await db.prisma.user.count(),
    rooms: await db.prisma.room.count(),
    messages: await db.prisma.message.count(),
  });
  const before = await count();
  t.equal(await runMain(t, 'seed-demo.js', env).exit, 0);
  const countAfterFirstRun = await count();
  t.same(countAfterFirstRun, {
    users: before.users + 4,
    rooms: before.rooms + 2,
    messages: before.messages + 6,
  });
  t.equal(await runMain(t, 'seed-demo.js', env).exit, 0);
  t.same(await count(), countAfterFirstRun);
  const people = await db.prisma.user.findMany({ where: { email: { endsWith: '@school.com' } } });
  const passwords = await createPasswords(
    createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 }),
  );
  for (const { id, email, passwordHash: hashed } of people) {
    const person = String(email).split('@')[0] as 'teacher';
    const passwordMatches = await passwords.matches({
      hashed,
      password: 'password123',
      checkAllowed: async () => {},
    });
    t.ok(passwordMatches, `${person} can log in`);
    const rooms = await db.prisma.roomMember.count({ where: { userId: id } });
    t.equal(rooms, { teacher: 2, parent: 2, student: 1, admin: 0 }[person], person);
  }
});
