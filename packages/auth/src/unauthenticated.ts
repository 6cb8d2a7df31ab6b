import { ChatError } from '@kcs/contracts';

/**
 * Returns the `UNAUTHENTICATED` error for a rejected token. The message must say what to do and must not contain any
 * part of the token. The cause is only logged, never sent to a client.
 */
export function createUnauthenticatedError(message: string, cause?: unknown): ChatError {
  return new ChatError('UNAUTHENTICATED', message, { cause });
}
