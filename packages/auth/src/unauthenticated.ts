import { ChatError } from '@kcs/contracts';

/**
 * Returns the error that refuses a token. The message must say what to do and must not contain any part of the token.
 * The cause is for our log only.
 */
export function unauthenticated(message: string, cause?: unknown): ChatError {
  return new ChatError('UNAUTHENTICATED', message, { cause });
}
