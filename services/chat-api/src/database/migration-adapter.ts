import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { runMigration } from './run-migration.ts';

/**
 * Prisma's own adapter cuts a script at every semicolon, which breaks function bodies, and runs the pieces apart.
 * Here a script goes to PostgreSQL whole: one migration is one transaction, applied or not. What cannot run in one,
 * such as `CREATE INDEX CONCURRENTLY`, is not for a migration.
 */
export class MigrationAdapter extends PrismaPg {
  readonly #open: SqlDriverAdapter[] = [];

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.#open.push(adapter);
    const whole: Pick<SqlDriverAdapter, 'executeScript'> = {
      executeScript: (script) => runMigration(adapter.underlyingDriver(), script),
    };
    return Object.assign(adapter, whole);
  }

  /** Closes every connection, also those that the schema engine opened: it leaves them open, with its lock on them. */
  async dispose(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((adapter) => adapter.dispose()));
  }
}
