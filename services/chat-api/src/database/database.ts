import { type Prisma, PrismaClient } from '../generated/client.ts';
import { isReadOnlyRefusal, isWriteConflict, toDatabaseError } from './database-error.ts';
import { IN_UTC } from './in-utc.ts';
import { RenewableConnections } from './renewable-connections.ts';

export type Transaction = Prisma.TransactionClient;

/** Runs raw SQL, either inside a transaction or on a pooled connection. */
export type Queryable = Pick<Transaction, '$queryRaw' | '$executeRaw'>;

interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** PostgreSQL cancels any statement that runs longer than this. */
  readonly statementTimeoutMs?: number;
  /** How long a query waits for a pooled connection before it fails with `UNAVAILABLE`. */
  readonly connectTimeoutMs?: number;
  /** The `application_name` that PostgreSQL shows for our connections. */
  readonly name?: string;
  readonly onError?: (error: Error) => void;
}

/**
 * Access to PostgreSQL through Prisma. Queries throw `UNAVAILABLE` while the server is unreachable or overloaded. The
 * pool reconnects by itself.
 */
export interface Database {
  readonly prisma: PrismaClient;
  /**
   * Runs `work` in one READ COMMITTED transaction. After a deadlock or a write conflict it runs `work` again, at most 3
   * times in total, so `work` must be repeatable.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction. PostgreSQL cancels each of its statements after `timeoutMs`, and `work` then fails
   * with `UNAVAILABLE`.
   */
  readWithin<T>(timeoutMs: number, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Throws with the reason if PostgreSQL cannot be reached or refuses writes. Writes nothing. */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}

const TRANSACTION_TIMEOUT_MS = 15_000;
const MAX_ATTEMPTS = 3;
/** PostgreSQL keeps every named prepared statement on every connection, so the number of names must be bounded. */
const MAX_STATEMENT_NAMES = 300;

class ReadOnlyDatabaseError extends Error {
  constructor() {
    super('PostgreSQL is read-only. Make it writable, or let DATABASE_URL lead to the primary server');
    this.name = 'ReadOnlyDatabaseError';
  }
}

export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connectTimeoutMs = options.connectTimeoutMs ?? 3_000;
  const onError = options.onError ?? (() => {});
  const connections = new RenewableConnections(
    {
      connectionString: options.url,
      max: options.poolSize ?? 16,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 60_000,
      statement_timeout: statementTimeoutMs,
      // Client-side timeout for a server that is frozen or unreachable and cannot cancel the statement itself.
      query_timeout: statementTimeoutMs + 2_000,
      idle_in_transaction_session_timeout: TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      options: IN_UTC,
      application_name: options.name ?? 'chat-api',
    },
    { onPoolError: onError, onConnectionError: onError, statementNameGenerator: statementNames() },
  );
  const client = new PrismaClient({ adapter: connections, errorFormat: 'minimal' });
  // The cast is safe because this extension changes no method signature, although `$extends` returns a different type.
  const prisma = client.$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          return await query(args);
        } catch (error) {
          if (isReadOnlyRefusal(error)) connections.renew();
          throw toDatabaseError(error);
        }
      },
    },
  }) as unknown as PrismaClient;

  const transaction: Database['transaction'] = async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await prisma.$transaction(work, {
          maxWait: connectTimeoutMs,
          timeout: TRANSACTION_TIMEOUT_MS,
          isolationLevel: 'ReadCommitted',
        });
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isWriteConflict(error)) throw toDatabaseError(error);
      }
    }
  };
  return {
    prisma,
    transaction,
    readWithin: (timeoutMs, work) =>
      transaction(async (tx) => {
        await tx.$queryRaw`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`;
        return work(tx);
      }),
    checkWritable: async () => {
      try {
        // PostgreSQL checks whether it may write before it looks for rows, so this statement is checked and changes nothing.
        await prisma.$executeRaw`UPDATE rooms SET last_seq = last_seq WHERE false`;
      } catch (error) {
        throw isReadOnlyRefusal(error) ? new ReadOnlyDatabaseError() : error;
      }
    },
    close: () => client.$disconnect(),
  };
}

/**
 * Gives each SQL text its own statement name, so that a connection prepares it only once (TRAP-28). When the limit is
 * reached, further statements get no name.
 */
function statementNames(): (query: { sql: string }) => string {
  const namesBySql = new Map<string, string>();
  return ({ sql }) => {
    const existingName = namesBySql.get(sql);
    if (existingName !== undefined) return existingName;
    if (namesBySql.size >= MAX_STATEMENT_NAMES) return '';
    const name = `kcs_${namesBySql.size}`;
    namesBySql.set(sql, name);
    return name;
  };
}
