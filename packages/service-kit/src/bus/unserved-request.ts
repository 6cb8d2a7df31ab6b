import { ChatError } from '@kcs/contracts';
import { errors } from '@nats-io/nats-core';

/**
 * Returns whether a request failed because no replica serves it, or because this service may not send it. During a
 * deploy, this happens to a new type of request. No replica has received such a request.
 */
export function isUnservedRequest(error: unknown): boolean {
  if (!(error instanceof ChatError)) return false;
  const { cause } = error;
  const reason = cause instanceof errors.RequestError ? cause.cause : cause;
  return reason instanceof errors.NoRespondersError || reason instanceof errors.PermissionViolationError;
}
