import { runInSpan } from '@kcs/service-kit';

interface QueryDescription {
  readonly args: unknown;
  /** The Prisma model; undefined for raw SQL. */
  readonly model: string | undefined;
  readonly operation: string;
}

const MAX_QUERY_TEXT_CHARS = 1_000;

/**
 * Runs a query in a span. The span names the operation or contains the SQL text, but never a value, because values may
 * contain messages, search words, or secrets.
 */
export function runQueryInSpan<T>(query: () => Promise<T>, description: QueryDescription): Promise<T> {
  const { args, model, operation } = description;
  const queryText = findQueryText(args);
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': model === undefined ? operation : `${model}.${operation}`,
    ...(queryText !== undefined && { 'db.query.text': queryText }),
  };
  return runInSpan({ name: `SQL ${attributes['db.operation.name']}`, kind: 'client', attributes }, query);
}

/** Returns the text of raw SQL with a question mark for each value. */
function findQueryText(args: unknown): string | undefined {
  const { strings } = (args ?? {}) as { strings?: readonly string[] };
  return strings?.join('?').replace(/\s+/g, ' ').trim().slice(0, MAX_QUERY_TEXT_CHARS);
}
