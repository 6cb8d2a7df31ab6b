import { createConcurrencyLimiter } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { createPasswordHasher } from '../../src/identity/login/passwords.ts';
import { runMain } from '../support/run-main.ts';

t.test('DEMO_PASSWORD replaces the publicly known password and ends existing sessions', async (t) => {
  const { url } = await startTestDatabase(t);
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  const passwordService = await createPasswordHasher(
    createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 }),
  );
  const findAdmin = () => db.prisma.user.findUniqueOrThrow({ where: { email: 'admin@school.com' } });
  const isAdminPassword = async (password: string) =>
    passwordService.matches({
      hashed: (await findAdmin()).passwordHash,
      password,
      checkAllowed: async () => {},
    });
  const runSeed = async (DEMO_PASSWORD: string) => {
    const seedRun = runMain(t, 'seed-demo.js', { DATABASE_URL: url, DEMO_PASSWORD });
    t.equal(await seedRun.exit, 0);
    return seedRun.lines.join('\n');
  };

  t.match(await runSeed(''), /password123/);
  t.ok(await isAdminPassword('password123'));
  await db.prisma.session.create({
    data: { id: 'sess_1', userId: (await findAdmin()).id, expiresAt: new Date(Date.now() + 60_000) },
  });
  t.match(await runSeed('generated-1'), /admin@school.com with the password generated-1/);
  t.ok(await isAdminPassword('generated-1'));
  t.notOk(await isAdminPassword('password123'));
  t.match(await db.prisma.session.findFirst(), { endedCode: 'SESSION_REVOKED' });
  await db.prisma.roomMember.deleteMany({ where: { user: { email: 'student@school.com' } } });
  t.match(
    await runSeed('generated-2'),
    /keep the passwords/,
    'seeding works after a demo user has left their room',
  );
  t.ok(await isAdminPassword('generated-1'), 'a password that is not publicly known stays');
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
  const countsAfterFirstRun = await countRows();
  t.same(countsAfterFirstRun, {
    users: countsBefore.users + 4,
    rooms: countsBefore.rooms + 2,
    messages: countsBefore.messages + 6,
  });
  t.equal(await runMain(t, 'seed-demo.js', env).exit, 0);
  t.same(await countRows(), countsAfterFirstRun);
  const demoUsers = await db.prisma.user.findMany({ where: { email: { endsWith: '@school.com' } } });
  const passwordService = await createPasswordHasher(
    createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 }),
  );
  for (const { id, email, passwordHash: hashed } of demoUsers) {
    const demoUserRole = String(email).split('@')[0] as 'teacher';
    const isPasswordCorrect = await passwordService.matches({
      hashed,
      password: 'password123',
      checkAllowed: async () => {},
    });
    t.ok(isPasswordCorrect, `${demoUserRole} can log in`);
    const roomCount = await db.prisma.roomMember.count({ where: { userId: id } });
    t.equal(roomCount, { teacher: 2, parent: 2, student: 1, admin: 0 }[demoUserRole], demoUserRole);
  }
});
