import type { MsgHdrs } from '@nats-io/nats-core';

/** The NATS header with the id of the HTTP request or client event that caused a message (BUS-12). */
export const REQUEST_ID_HEADER = 'Kcs-Request-Id';
const REQUEST_ID_PATTERN = /^[\w-]{1,64}$/;

/**
 * Returns the id of the HTTP request or client event that caused the message; undefined if the message has no valid
 * one.
 */
export function readRequestId(received: MsgHdrs | undefined): string | undefined {
  const requestId = received?.get(REQUEST_ID_HEADER);
  return requestId && REQUEST_ID_PATTERN.test(requestId) ? requestId : undefined;
}
