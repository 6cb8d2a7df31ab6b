import { ChatError } from '@kcs/contracts';

/**
 * The refusal of a token. `why` says what to do and never repeats any part of the token; `cause` is for our log only
 * and stays off the wire.
 */
export const unauthenticated = (why: string, cause?: unknown): ChatError =>
  new ChatError('UNAUTHENTICATED', why, { cause });
