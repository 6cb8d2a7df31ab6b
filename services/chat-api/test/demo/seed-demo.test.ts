import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { createPasswords } from '../../src/identity/login/passwords.ts';
import { createConcurrencyLimiter } from '../../src/limits/concurrency-limiter.ts';
import { runMain } from '../support/run-main.ts';

t.test('DEMO_PASSWORD replaces the publicly known password and ends existing sessions', async (t) => {
  const { url } = await startTestDatabase(t);
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  const passwords = await createPasswords(
    createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 }),
  );
  const admin = () => db.prisma.user.findUniqueOrThrow({ where: { email: 'admin@school.com' } });
  const hasPassword = async (password: string) =>
    passwords.matches({ hashed: (await admin()).passwordHash, password, checkAllowed: async () => {} });
  const seed = async (DEMO_PASSWORD: string) => {
    const seedRun = runMain(t, 'seed-demo.js', { DATABASE_URL: url, DEMO_PASSWORD });
    t.equal(await seedRun.exit, 0);
    return seedRun.lines.join('\n');
  };

  t.match(await seed(''), /password123/);
  t.ok(await hasPassword('password123'));
  await db.prisma.session.create({
    data: { id: 'sess_1', userId: (await admin()).id, expiresAt: new Date(Date.now() + 60_000) },
  });
  t.match(await seed('generated-1'), /admin@school.com with the password generated-1/);
  t.ok(await hasPassword('generated-1'));
  t.notOk(await hasPassword('password123'));
  t.match(await db.prisma.session.findFirst(), { endedCode: 'SESSION_REVOKED' });
  t.match(await seed('generated-2'), /keep the passwords/);
  t.ok(await hasPassword('generated-1'), 'a password that is not publicly known stays');
});

t.test('seeding twice loads the demo data only once, and seeding is refused in production', async (t) => {
  const { url } = await startTestDatabase(t);
  const env = { DATABASE_URL: url };
  const refusedRun = runMain(t, 'seed-demo.js', { ...env, NODE_ENV: 'production' });
  t.equal(await refusedRun.exit, 1);
  t.match(refusedRun.lines.join('\n'), /production/);
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  const countRows = async () => ({
    users: await db.prisma.user.count(),
    rooms: await db.prisma.room.count(),
    messages: await db.prisma.message.count(),
  });
  const countsBefore = await countRows();
  t.equal(await runMain(t, 'seed-demo.js', env).exit, 0);
  const countAfterFirstRun = await countRows();
  t.same(countAfterFirstRun, {
    users: countsBefore.users + 4,
    rooms: countsBefore.rooms + 2,
    messages: countsBefore.messages + 6,
  });
  t.equal(await runMain(t, 'seed-demo.js', env).exit, 0);
  t.same(await countRows(), countAfterFirstRun);
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
