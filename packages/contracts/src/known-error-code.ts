import { ERRORS, type ErrorCode, isErrorCode } from './errors.ts';

/**
 * General error codes, at most one for each HTTP status. A general code replaces a code that only a newer version
 * knows. Codes with a narrower meaning, such as `ROOM_NOT_FOUND`, are not in this list.
 */
const GENERAL_ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'REQUEST_TIMEOUT',
  'CONFLICT',
  'RATE_LIMITED',
  'NOT_IMPLEMENTED',
  'UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

/**
 * Returns the code if this version knows it. Otherwise, returns the general code for the HTTP status. If there is no
 * general code for the status, returns a code that means "do not retry" for 4xx and "retry later" for 5xx (REST-3).
 */
export function toKnownErrorCode(code: string, status: number): ErrorCode {
  if (isErrorCode(code)) return code;
  const generalCode = GENERAL_ERROR_CODES.find((known) => ERRORS[known].status === status);
  return generalCode ?? (status >= 400 && status < 500 ? 'VALIDATION_FAILED' : 'INTERNAL');
}
