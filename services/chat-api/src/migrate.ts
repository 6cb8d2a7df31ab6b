import { retryWhileAway } from './database/retry-while-away.ts';
import { applyMigrations } from './store/apply-migrations.ts';

/** `node dist/migrate.js`: brings the database at DATABASE_URL up to date, says what it did, and exits 0 or 1. */
const url = process.env.DATABASE_URL;
if (!url) {
  console.error('migrate: DATABASE_URL is not set; give the PostgreSQL to migrate');
  process.exit(1);
}
try {
  const applied = await retryWhileAway(() => applyMigrations(url));
  console.log(applied.length > 0 ? `migrate: applied ${applied.join(', ')}` : 'migrate: up to date');
} catch (error) {
  console.error('migrate: failed:', error instanceof Error ? error.message : error);
  process.exit(1);
}
