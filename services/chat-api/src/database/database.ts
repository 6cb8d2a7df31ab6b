import { getTracing } from '@kcs/service-kit';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { isReadOnlyRefusal, isWriteConflict } from './database-error.ts';
import { mapUnavailableError } from './database-outage.ts';
import { UTC_SESSION_OPTION } from './in-utc.ts';
import { usePrismaQueries } from './prisma-query.ts';
import { ReadOnlyDatabaseError } from './read-only-database-error.ts';
import { RenewableConnections } from './renewable-connections.ts';
import { runQueryInSpan } from './run-query-in-span.ts';
import { createStatementNamer } from './statement-namer.ts';

export type Transaction = Prisma.TransactionClient;

/** A Prisma client that can run raw SQL, either inside a transaction or on a pooled connection. */
export type Queryable = Pick<Transaction, '$queryRaw' | '$executeRaw'>;

interface DatabaseOptions {
  /** The URL of PostgreSQL. It may have several hosts, one of which is the primary server. */
  readonly url: string;
  readonly poolSize?: number;
  /**
   * Whether statements are named and prepared once per connection. Default: true. A pooler in transaction mode may not
   * support it.
   */
  readonly usePreparedStatements?: boolean;
  /** How long a statement may run before PostgreSQL cancels it, in milliseconds. */
  readonly statementTimeoutMs?: number;
  /** How long a query waits for a pooled connection before it fails with `UNAVAILABLE`, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** The `application_name` that PostgreSQL shows for our connections. */
  readonly name?: string;
  readonly onError?: (error: Error) => void;
}

/**
 * Runs Prisma queries on a pool of PostgreSQL connections. The pool reconnects automatically. Queries throw
 * `UNAVAILABLE` while PostgreSQL is unreachable or overloaded.
 */
export interface Database {
  readonly prisma: PrismaClient;
  /**
   * Runs `work` in one READ COMMITTED transaction. After a deadlock or a write conflict, runs `work` again, up to 3
   * times in total. `work` must therefore be repeatable.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction. If one of its statements takes longer than `timeoutMs`, PostgreSQL cancels the
   * statement, and `work` fails with `UNAVAILABLE`.
   */
  readWithin<T>(timeoutMs: number, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** If PostgreSQL is unreachable or refuses writes, throws an error that states the cause. Changes no data. */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}

const TRANSACTION_TIMEOUT_MS = 15_000;
const MAX_TRANSACTION_ATTEMPTS = 3;

export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connectTimeoutMs = options.connectTimeoutMs ?? 3_000;
  const reportConnectionError = options.onError ?? (() => {});
  const renewableConnections = new RenewableConnections(
    {
      connectionString: options.url,
      max: options.poolSize ?? 16,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 60_000,
      statement_timeout: statementTimeoutMs,
      // The client needs a time limit of its own, because a frozen or unreachable server cannot cancel the statement.
      query_timeout: statementTimeoutMs + 2_000,
      idle_in_transaction_session_timeout: TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      options: UTC_SESSION_OPTION,
      application_name: options.name ?? 'chat-api',
    },
    {
      onPoolError: reportConnectionError,
      onConnectionError: reportConnectionError,
      ...(options.usePreparedStatements !== false && { statementNameGenerator: createStatementNamer() }),
    },
  );
  const basePrismaClient = new PrismaClient({ adapter: renewableConnections, errorFormat: 'minimal' });
  usePrismaQueries(basePrismaClient);
  // `$extends` returns a different type, but the extension below changes no method signature, so the cast is safe.
  const prisma = basePrismaClient.$extends({
    query: {
      $allOperations: async ({ args, query, model, operation }) => {
        try {
          return await (getTracing()
            ? runQueryInSpan(() => query(args), { args, model, operation })
            : query(args));
        } catch (error) {
          if (isReadOnlyRefusal(error)) renewableConnections.renew();
          const mappedError = mapUnavailableError(error);
          if (mappedError !== error) void renewableConnections.followFailover();
          throw mappedError;
        }
      },
    },
  }) as unknown as PrismaClient;

  const runTransaction: Database['transaction'] = async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await prisma.$transaction(work, {
          maxWait: connectTimeoutMs,
          timeout: TRANSACTION_TIMEOUT_MS,
          isolationLevel: 'ReadCommitted',
        });
      } catch (error) {
        if (attempt === MAX_TRANSACTION_ATTEMPTS || !isWriteConflict(error)) throw mapUnavailableError(error);
      }
    }
  };
  return {
    prisma,
    transaction: runTransaction,
    readWithin: (timeoutMs, work) =>
      runTransaction(async (tx) => {
        await tx.$queryRaw`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`;
        return work(tx);
      }),
    checkWritable: async () => {
      try {
        // A read-only PostgreSQL server rejects every UPDATE, even one that changes no rows, like this one.
        await prisma.$executeRaw`UPDATE rooms SET last_seq = last_seq WHERE false`;
      } catch (error) {
        throw isReadOnlyRefusal(error) ? new ReadOnlyDatabaseError() : error;
      }
    },
    close: () => {
      renewableConnections.stopWatching();
      return basePrismaClient.$disconnect();
    },
  };
}
