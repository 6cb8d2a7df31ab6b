import { ChatError } from '@kcs/contracts';

/** Where the next page begins, opaque to clients: the sort key of the last item. */
export const encodeCursor = (key: readonly string[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws ChatError VALIDATION_FAILED for what `encodeCursor` did not make */
export function decodeCursor<N extends 1 | 2>(
  cursor: string,
  parts: N,
): N extends 1 ? [string] : [string, string] {
  const key = parse(cursor);
  const strings = Array.isArray(key) && key.length === parts && key.every(isText);
  if (strings) return key as N extends 1 ? [string] : [string, string];
  const details = [
    { field: '/cursor', message: 'is not a cursor of ours; use next_cursor of the page before' },
  ];
  throw new ChatError('VALIDATION_FAILED', undefined, { details });
}

const isText = (part: unknown): boolean => typeof part === 'string' && !part.includes('\0');

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
