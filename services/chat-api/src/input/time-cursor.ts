import type { IdKind } from '@kcs/contracts';
import { badCursor } from './check-cursor.ts';

/**
 * Where a list goes on that is sorted by a time and then by id: `<time>_<id>`, the time as `Timestamp` of contracts.
 * @throws ChatError VALIDATION_FAILED for anything else, a day that its month does not have too
 */
export function parseTimeCursor(cursor: string, kind: IdKind): { at: string; id: string } {
  const [, at, id] = /^(2\d{3}-\d{2}-\d{2}T[\d:.]{12}Z)_([a-z]+_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (at === undefined || !id?.startsWith(`${kind}_`) || !isTime(at)) throw badCursor();
  return { at, id };
}

/** `Date` takes February 31 for March 3, PostgreSQL for an error. */
const isTime = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
