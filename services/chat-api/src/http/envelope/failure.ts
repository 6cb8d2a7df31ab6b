import type { ChatError, Failure } from '@kcs/contracts';

/** A bad answer (protocol §2). Nothing of the error's cause is in it. */
export const failure = (error: ChatError, requestId: string): Failure => ({
  success: false,
  error: {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details.map((problem) => ({ ...problem })) }),
  },
  request_id: requestId,
});
