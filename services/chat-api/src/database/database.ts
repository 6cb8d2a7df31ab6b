import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { isWriteConflict, toDatabaseError } from './database-error.ts';
import { IN_UTC } from './in-utc.ts';
import { statementNames } from './statement-names.ts';

export type Transaction = Prisma.TransactionClient;

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** PostgreSQL ends a statement that runs longer. */
  readonly statementTimeoutMs?: number;
  /** How long a query waits for a free connection or a new one, before it fails `UNAVAILABLE`. */
  readonly connectTimeoutMs?: number;
  readonly name?: string;
  readonly onError?: (error: Error) => void;
}

/** PostgreSQL through Prisma. Whatever fails because it is away fails as `UNAVAILABLE`; connections come back by themselves. */
export interface Database {
  readonly prisma: PrismaClient;
  /** One READ COMMITTED transaction; run again (at most 3 times) when it lost a deadlock, so it must be repeatable. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const TRANSACTION_MS = 15_000;
const ATTEMPTS = 3;

export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connectTimeoutMs = options.connectTimeoutMs ?? 3_000;
  const onError = options.onError ?? (() => {});
  const adapter = new PrismaPg(
    {
      connectionString: options.url,
      max: options.poolSize ?? 16,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 60_000,
      statement_timeout: statementTimeoutMs,
      // The net for a server that was frozen or cut off and cannot end the statement itself.
      query_timeout: statementTimeoutMs + 2_000,
      idle_in_transaction_session_timeout: TRANSACTION_MS,
      keepAlive: true,
      options: IN_UTC,
      application_name: options.name ?? 'chat-api',
    },
    { onPoolError: onError, onConnectionError: onError, statementNameGenerator: statementNames() },
  );
  const bare = new PrismaClient({ adapter, errorFormat: 'minimal' });
  const prisma = bare.$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          return await query(args);
        } catch (error) {
          throw toDatabaseError(error);
        }
      },
    },
  }) as unknown as PrismaClient;

  return {
    prisma,
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await prisma.$transaction(work, {
            maxWait: connectTimeoutMs,
            timeout: TRANSACTION_MS,
            isolationLevel: 'ReadCommitted',
          });
        } catch (error) {
          if (attempt === ATTEMPTS || !isWriteConflict(error)) throw toDatabaseError(error);
        }
      }
    },
    close: () => bare.$disconnect(),
  };
}
