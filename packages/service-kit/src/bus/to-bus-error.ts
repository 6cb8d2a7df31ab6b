import { type BusReply, ChatError } from '@kcs/contracts';
import type { Logger } from '../logging/create-logger.ts';

/** What an asker is told of a failure: a ChatError as it is; anything else is logged and told as `INTERNAL`. */
export const toBusError = (error: unknown, subject: string, logger: Logger): BusReply<never> => {
  const known = error instanceof ChatError ? error : new ChatError('INTERNAL');
  if (known !== error) logger.error({ err: error, subject }, 'A request on the bus failed');
  return {
    ok: false,
    error: {
      code: known.code,
      message: known.message,
      ...(known.details === undefined ? {} : { details: known.details }),
      ...(known.retryAfterMs === undefined ? {} : { retryAfterMs: known.retryAfterMs }),
    },
  };
};
