import type { ChatError, IdKind } from '@kcs/contracts';
import { createFieldError } from './field-error.ts';

/** One page of a list. By default, its items are JSON texts. `nextCursor` is null on the last page. */
export interface Page<Item = string> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * Returns a page of the first `limit` rows. The caller must query one row more than `limit`: if this extra row exists,
 * there is another page.
 */
export function buildPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  toCursor: (row: Row) => string,
): Page<Item> {
  const pageRows = rows.slice(0, limit);
  const lastRow = rows.length > limit ? pageRows.at(-1) : undefined;
  return {
    items: pageRows.map((row) => toItem(row)),
    nextCursor: lastRow === undefined ? null : toCursor(lastRow),
  };
}

export const createInvalidCursorError = (): ChatError =>
  createFieldError('/cursor', 'must be the next_cursor of the previous page');

/** Encodes the sort key of the last item on a page as a cursor. Clients must not interpret cursors. */
export const encodeCursor = (key: readonly string[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** Decodes a cursor from `encodeCursor` and returns its sort key. Throws `VALIDATION_FAILED` for any other text. */
export function decodeCursor<N extends 1 | 2>(
  cursor: string,
  parts: N,
): N extends 1 ? [string] : [string, string] {
  const sortKeyParts = tryParseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const isSortKeyValid =
    Array.isArray(sortKeyParts) && sortKeyParts.length === parts && sortKeyParts.every(isStorableText);
  if (!isSortKeyValid) throw createInvalidCursorError();
  return sortKeyParts as N extends 1 ? [string] : [string, string];
}

/** Returns whether the value is a string that PostgreSQL can store, which means that it contains no NUL characters. */
const isStorableText = (part: unknown): boolean => typeof part === 'string' && !part.includes('\0');

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the given cursor, or undefined if none is given. Throws `VALIDATION_FAILED` if the cursor is not an id of the
 * given kind.
 */
export function checkIdCursor(cursor: string | undefined, kind: 'user' | 'msg'): string | undefined {
  if (cursor === undefined || new RegExp(`^${kind}_[0-9a-z]{26}$`).test(cursor)) return cursor;
  throw createInvalidCursorError();
}

/**
 * Returns a cursor for a list that is sorted by time and then by id. `time` and `id` are those of the last item on the
 * page.
 */
export const encodeTimeCursor = (time: string, id: string): string => `${time}_${id}`;

/**
 * Returns the time and the id in a cursor from `encodeTimeCursor`. Throws `VALIDATION_FAILED` for any other text and
 * for dates that do not exist.
 */
export function parseTimeCursor(cursor: string, kind: IdKind): { time: string; id: string } {
  const [, time, id] = /^(2\d{3}-\d{2}-\d{2}T[\d:.]{12}Z)_([a-z]+_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (time === undefined || !id?.startsWith(`${kind}_`) || !isExistingTime(time))
    throw createInvalidCursorError();
  return { time, id };
}

/** Returns whether the time exists. `Date` accepts February 31 and turns it into March 3, but PostgreSQL rejects it. */
const isExistingTime = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
