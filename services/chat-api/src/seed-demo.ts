import { createConcurrencyLimiter } from '@kcs/service-kit';
import { createDatabase } from './database/database.ts';
import { readDatabaseUrlOrExit } from './database/read-database-url.ts';
import { retryWhileUnreachable } from './database/retry-while-unreachable.ts';
import { DEMO_PASSWORD, DEMO_USERS } from './demo/demo-data.ts';
import { replacePublicPassword } from './demo/replace-public-password.ts';
import { seedDemoData } from './demo/seed-demo-data.ts';
import { createPasswordHasher } from './identity/login/passwords.ts';
import { createDatabasePoolShares } from './limits/pool-shares.ts';
import { SendLanes } from './rooms/sending/send-lanes.ts';

/**
 * The program `node dist/seed-demo.js`. It loads demo data into the database at DATABASE_URL and exits with 0, or with
 * 1 if it failed. It can be run repeatedly. If DEMO_PASSWORD is set, demo accounts that still have the publicly known
 * password get DEMO_PASSWORD instead.
 */
const DATABASE_POOL_SIZE = 4;
if (process.env.NODE_ENV === 'production') {
  console.error(
    'seed-demo: Demo data is never loaded in production, because its passwords are publicly known.',
  );
  process.exit(1);
}
const chatDatabase = createDatabase({
  url: readDatabaseUrlOrExit('seed-demo'),
  poolSize: DATABASE_POOL_SIZE,
  name: 'seed-demo',
});
try {
  const passwordHashLimiter = createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 });
  // Publish nothing here, because the sweep of a running chat-api publishes the events later.
  const silentOutbox = { offer: () => {} };
  const unlimitedBudget = { take: async () => {}, refund: async () => {} };
  const unlimitedBudgetDeps = {
    budget: unlimitedBudget,
    newRooms: unlimitedBudget,
    addedPeople: unlimitedBudget,
  };
  const passwordHasher = await createPasswordHasher(passwordHashLimiter);
  const sendLanes = new SendLanes({ db: chatDatabase });
  const seedDeps = {
    db: chatDatabase,
    passwords: passwordHasher,
    sendLanes,
    outbox: silentOutbox,
    ...unlimitedBudgetDeps,
    ...createDatabasePoolShares(DATABASE_POOL_SIZE),
  };
  await retryWhileUnreachable(() => seedDemoData(seedDeps));
  const demoPassword = process.env.DEMO_PASSWORD || DEMO_PASSWORD;
  const demoEmails = Object.values(DEMO_USERS).map(({ email }) => email);
  const changedEmails =
    demoPassword === DEMO_PASSWORD ? demoEmails : await replacePublicPassword(seedDeps, demoPassword);
  console.log(
    changedEmails.length === 0
      ? 'seed-demo: Demo data is ready. The demo accounts keep the passwords that they have.'
      : `seed-demo: Demo data is ready. Log in as ${changedEmails.join(', ')} with the password ${demoPassword}`,
  );
} catch (error) {
  console.error('seed-demo: failed:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await chatDatabase.close();
}
