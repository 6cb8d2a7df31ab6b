import { ChatError } from '@kcs/contracts';
import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  ErrorReply,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from 'redis';

/** Matches the error replies from a read-only Redis replica. */
const READ_ONLY_REPLY_PATTERN = /\b(READONLY|MASTERDOWN)\b/;
/** Matches the error replies that mean that the same command may succeed later. */
const TEMPORARY_REPLY_PATTERN =
  /\b(READONLY|MASTERDOWN|LOADING|BUSY|OOM|MISCONF|NOREPLICAS|TRYAGAIN|CLUSTERDOWN|MOVED|ASK)\b/;
/** The errors that the Redis client throws if a command gets no reply. */
const NO_REPLY_ERROR_CLASSES = [
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
];

/** Returns whether Redis rejected a command because the server is a read-only replica. */
export const isReadOnlyReply = (error: unknown): boolean =>
  error instanceof ErrorReply && READ_ONLY_REPLY_PATTERN.test(error.message);

/**
 * Returns whether a server did not run a command because another master of the Redis Cluster serves the slot of its key.
 */
export const isMovedReply = (error: unknown): boolean =>
  error instanceof ErrorReply && error.message.startsWith('MOVED ');

/**
 * Returns an `UNAVAILABLE` error if the error means that Redis did not answer or cannot run the command now. Returns
 * any other error unchanged.
 */
export function convertTemporaryRedisError(error: unknown): unknown {
  return isTemporaryRedisError(error) ? new ChatError('UNAVAILABLE', undefined, { cause: error }) : error;
}

function isTemporaryRedisError(error: unknown): boolean {
  if (error instanceof ErrorReply) return TEMPORARY_REPLY_PATTERN.test(error.message);
  return NO_REPLY_ERROR_CLASSES.some((NoReplyError) => error instanceof NoReplyError);
}
