import type { ApiError } from '../api/api-error.ts';
import type { LinkEnd } from './link.ts';
import type { ConnectionOutcome } from './next-step.ts';

/** Returns the outcome of an attempt to connect that failed. */
export const createFailedOutcome = (error: ApiError): ConnectionOutcome => ({ kind: 'failed', error });
/** Returns the outcome of a connection that ended after `lastedMs` milliseconds. */
export const createEndedOutcome = (end: LinkEnd, lastedMs: number): ConnectionOutcome => ({
  kind: 'over',
  end,
  lastedMs,
});
