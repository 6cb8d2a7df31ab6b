import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ChatError, ERRORS } from '@kcs/contracts';
import { toFailureBody } from '../envelope/failure.ts';

const HEADERS_TOO_LARGE_MESSAGE = 'The headers are too large. Send fewer or shorter ones.';
const MALFORMED_REQUEST_MESSAGE = 'This is not a well-formed HTTP request. Correct it and send it again.';

/**
 * Responds to a request that never reaches Fastify, because it is not valid HTTP, its headers are too large, or it
 * arrived too slowly. Sends a failure in the common envelope, then closes the connection.
 */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusalError = createRefusalError(error.code);
  const failureBody = JSON.stringify(toFailureBody(refusalError, randomUUID()));
  socket.end(
    [
      `HTTP/1.1 ${refusalError.status} ${STATUS_CODES[refusalError.status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(failureBody)}`,
      'connection: close',
      ...(ERRORS[refusalError.code].retry === 'later' ? ['retry-after: 1'] : []),
      '',
      failureBody,
    ].join('\r\n'),
  );
}

const createRefusalError = (code: string | undefined): ChatError => {
  if (code === 'HPE_HEADER_OVERFLOW') return new ChatError('PAYLOAD_TOO_LARGE', HEADERS_TOO_LARGE_MESSAGE);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ChatError('REQUEST_TIMEOUT');
  return new ChatError('VALIDATION_FAILED', MALFORMED_REQUEST_MESSAGE);
};
