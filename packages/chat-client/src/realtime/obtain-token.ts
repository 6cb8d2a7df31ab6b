import { asApiError } from '../api/api-error.ts';
import type { TokenSource } from '../session/token-source.ts';
import { createEndedOutcome, createFailedOutcome } from './connection-outcome.ts';
import type { ConnectionOutcome } from './next-step.ts';

/** Returns a token for the next connection. If no token is available, returns the outcome of a failed attempt. */
export async function obtainToken(
  tokens: TokenSource,
  last: string,
  renew: boolean,
): Promise<string | ConnectionOutcome> {
  try {
    return renew ? await tokens.renew(last) : await tokens.token();
  } catch (thrown) {
    const error = asApiError(thrown);
    // If there is no token, the session has ended, so there is no reason to contact the server.
    return error.code === 'UNAUTHENTICATED'
      ? createEndedOutcome({ kind: 'ended', code: error.code }, 0)
      : createFailedOutcome(error);
  }
}
