import { createDatabase } from './database/database.ts';
import { retryWhileUnreachable } from './database/retry-while-unreachable.ts';
import { DEMO_PASSWORD, DEMO_USERS } from './demo/demo-data.ts';
import { seedDemoData } from './demo/seed-demo-data.ts';
import { createConcurrencyLimiter } from './identity/login/concurrency-limiter.ts';
import { createPasswords } from './identity/login/passwords.ts';
import { SendLanes } from './rooms/sending/send-lanes.ts';

/**
 * The program `node dist/seed-demo.js`: loads demo data into the database at DATABASE_URL. Idempotent. Exits with 0 or
 * 1.
 */
const url = process.env.DATABASE_URL;
if (process.env.NODE_ENV === 'production') {
  console.error(
    'seed-demo: refused: the demo passwords are publicly known, so demo data is never loaded in production',
  );
  process.exit(1);
}
if (!url) {
  console.error('seed-demo: DATABASE_URL is not set. Set it to the PostgreSQL database to fill.');
  process.exit(1);
}
const db = createDatabase({ url, poolSize: 4, name: 'seed-demo' });
try {
  const limiter = createConcurrencyLimiter({ concurrency: 2, maxWaiting: 10, maxWaitMs: 10_000 });
  // This outbox publishes nothing. The sweep of a running chat-api publishes the events later.
  const outbox = { offer: () => {} };
  const budget = { take: async () => {}, refund: async () => {} };
  const passwords = await createPasswords(limiter);
  const sendLanes = new SendLanes({ db });
  await retryWhileUnreachable(() => seedDemoData({ db, passwords, sendLanes, outbox, budget }));
  const emails = Object.values(DEMO_USERS).map((user) => user.email);
  console.log(`seed-demo: ready: ${emails.join(', ')} with the password ${DEMO_PASSWORD}`);
} catch (error) {
  console.error('seed-demo: failed:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await db.close();
}
