import t from 'tap';
import { ERRORS, type ErrorCode, toKnownErrorCode } from '../src/index.ts';

t.test(
  'an unknown error code is replaced with a known code that gives the same advice about retrying (REST-3)',
  async (t) => {
    for (const [code, { status, retry }] of Object.entries(ERRORS)) {
      t.equal(toKnownErrorCode(code, 0), code, 'a known code stays');
      t.equal(ERRORS[toKnownErrorCode('FROM_THE_FUTURE', status)].retry, retry, `status ${status}`);
    }
    const generalCodesByStatus: Record<number, ErrorCode> = {
      400: 'VALIDATION_FAILED',
      401: 'UNAUTHENTICATED',
      403: 'FORBIDDEN',
      404: 'NOT_FOUND',
      409: 'CONFLICT',
      410: 'VALIDATION_FAILED',
      418: 'VALIDATION_FAILED',
      429: 'RATE_LIMITED',
      500: 'INTERNAL',
      503: 'UNAVAILABLE',
      599: 'INTERNAL',
    };
    for (const [status, code] of Object.entries(generalCodesByStatus)) {
      t.equal(toKnownErrorCode('toString', Number(status)), code, status);
    }
  },
);
