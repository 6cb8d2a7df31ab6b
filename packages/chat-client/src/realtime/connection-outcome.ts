import type { ApiError } from '../api/api-error.ts';
import type { LinkEnd } from './link.ts';
import type { ConnectionOutcome } from './next-step.ts';

export const createFailedOutcome = (error: ApiError): ConnectionOutcome => ({ kind: 'failed', error });
export const createEndedOutcome = (end: LinkEnd, lastedMs: number): ConnectionOutcome => ({
  kind: 'over',
  end,
  lastedMs,
});
