import type { Database } from '../database/database.ts';

export interface ExportDeps {
  readonly db: Pick<Database, 'prisma' | 'transaction'>;
}
