import { fieldError } from './field-error.ts';

/** A cursor that is an id of ours, or none. @throws ChatError VALIDATION_FAILED for anything else */
export function checkCursor(cursor: string | undefined, kind: 'user' | 'msg'): string | undefined {
  if (cursor === undefined || new RegExp(`^${kind}_[0-9a-z]{26}$`).test(cursor)) return cursor;
  throw badCursor();
}

export const badCursor = () => fieldError('/cursor', 'must be the next_cursor of the page before');
