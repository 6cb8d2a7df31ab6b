import { ChatError } from '@kcs/contracts';
import { pino } from 'pino';

const MAX_REASON_CHARS = 500;

/**
 * Returns the log fields of an error. A `ChatError` other than `INTERNAL` is an expected failure, such as an invalid
 * request or an unreachable server, so its fields contain no stack trace. All other errors keep their stack traces.
 */
export function serializeError(error: Error): object {
  if (!(error instanceof ChatError) || error.code === 'INTERNAL') return pino.stdSerializers.err(error);
  const { code, message, details, cause } = error;
  return {
    type: error.name,
    code,
    message,
    ...(details !== undefined && { details }),
    ...(cause !== undefined && { reason: findInnermostReason(cause) }),
  };
}

/** Returns the message of the error at the end of the `cause` chain, truncated to 500 characters. */
function findInnermostReason(cause: unknown): string {
  let innermostCause = cause;
  while (innermostCause instanceof Error && innermostCause.cause !== undefined) {
    innermostCause = innermostCause.cause;
  }
  const reason = innermostCause instanceof Error ? innermostCause.message : String(innermostCause);
  return reason.slice(0, MAX_REASON_CHARS);
}
