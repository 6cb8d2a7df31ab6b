import { createDatabase } from './database/database.ts';
import { retryWhileAway } from './database/retry-while-away.ts';
import { DEMO_PASSWORD, DEMO_USERS } from './demo/demo-data.ts';
import { seedDemoData } from './demo/seed-demo-data.ts';
import { createBoundedGate } from './identity/login/concurrency-limiter.ts';
import { createPasswords } from './identity/login/passwords.ts';
import { SendLanes } from './rooms/sending/send-lanes.ts';

/** `node dist/seed-demo.js`: demo data into the database at DATABASE_URL, as often as you like, and exits 0 or 1. */
const url = process.env.DATABASE_URL;
if (process.env.NODE_ENV === 'production') {
  console.error(
    'seed-demo: refused: its passwords are known to everybody, so never with NODE_ENV=production',
  );
  process.exit(1);
}
if (!url) {
  console.error('seed-demo: DATABASE_URL is not set; give the PostgreSQL to fill');
  process.exit(1);
}
const db = createDatabase({ url, poolSize: 4, name: 'seed-demo' });
try {
  const gate = createBoundedGate({ atOnce: 2, waiting: 10, waitMs: 10_000 });
  // Nothing is offered to the bus: any chat-api's sweep takes it from the log.
  const publisher = { offer: () => {} };
  const budget = { take: async () => {}, giveBack: async () => {} };
  const passwords = await createPasswords(gate);
  const sends = new SendLanes({ db });
  await retryWhileAway(() => seedDemoData({ db, passwords, sends, publisher, budget }));
  const emails = Object.values(DEMO_USERS).map((user) => user.email);
  console.log(`seed-demo: ready: ${emails.join(', ')} with the password ${DEMO_PASSWORD}`);
} catch (error) {
  console.error('seed-demo: failed:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await db.close();
}
