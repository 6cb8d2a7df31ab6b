/** The batch or interactive transaction in which a query runs. */
interface Transaction {
  readonly kind: 'batch' | 'itx';
}

/** Sends the query. Returns another query if a client extension handles it. */
type SendQuery = (transaction?: Transaction) => PromiseLike<unknown>;

/** The private part of the Prisma client that creates what its methods return. */
interface QueryFactory {
  _createPrismaPromise: (send: SendQuery, spec?: unknown) => PrismaQuery;
}

/**
 * What a method of the Prisma client returns: a query that is sent when it is awaited. Behaves like the library's own
 * object, which is a literal with a getter. For each such object, V8 creates a hidden class. The hidden class refers to
 * the getter, and thus keeps the query and its result until the next full garbage collection.
 *
 * The members have no `#`, because the library also wraps these objects in proxies.
 */
export class PrismaQuery implements PromiseLike<unknown> {
  private readonly send: SendQuery;
  readonly spec: unknown;
  private result: PromiseLike<unknown> | undefined;

  constructor(send: SendQuery, spec: unknown) {
    this.send = send;
    this.spec = spec;
  }

  get [Symbol.toStringTag](): 'PrismaPromise' {
    return 'PrismaPromise';
  }

  // biome-ignore lint/suspicious/noThenProperty: The library sends a query when it is awaited.
  then<T, E>(
    onResult?: ((result: unknown) => T | PromiseLike<T>) | null,
    onError?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): PromiseLike<T | E> {
    return this.run().then(onResult, onError);
  }

  catch<E>(onError: (error: unknown) => E | PromiseLike<E>): Promise<unknown> {
    return Promise.resolve(this.run()).catch(onError);
  }

  finally(onEnd: () => void): Promise<unknown> {
    return Promise.resolve(this.run()).finally(onEnd);
  }

  requestTransaction(transaction: Transaction): PromiseLike<unknown> {
    const result = this.run(transaction);
    return result instanceof PrismaQuery ? result.requestTransaction(transaction) : result;
  }

  /** Sends the query. A query outside of a batch is sent only once, even if it is awaited several times. */
  private run(transaction?: Transaction): PromiseLike<unknown> {
    try {
      if (transaction?.kind === 'batch') return this.send(transaction);
      this.result ??= this.send(transaction);
      return this.result;
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/**
 * Makes the client, and all clients that extend it, return `PrismaQuery` objects. Queries of interactive transactions
 * stay as they are.
 */
export function usePrismaQueries(client: object): void {
  (client as QueryFactory)._createPrismaPromise = (send, spec) => new PrismaQuery(send, spec);
}
