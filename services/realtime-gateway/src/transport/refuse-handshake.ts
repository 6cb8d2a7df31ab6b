import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export const ALLOWED_HTTP_METHODS = ['GET', 'POST', 'OPTIONS'];
/** The range of `Retry-After`. A random value makes refused clients return at different times. */
const RETRY_AFTER_SECONDS = { min: 1, max: 5 };
/** Time in which a client must have closed the connection of a refused upgrade. */
const MAX_CLOSE_MS = 5_000;
/** The number of Engine.IO's error for an unknown session id. */
const UNKNOWN_SESSION_ERROR_NUMBER = 1;

const REFUSAL_RESPONSES = {
  NOT_FOUND: { status: 404, reason: 'Not Found', message: 'This path does not exist. Use /socket.io/.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    reason: 'Method Not Allowed',
    message: 'This URL does not support this method. Use a method from the Allow header.',
  },
  BAD_REQUEST: {
    status: 400,
    reason: 'Bad Request',
    message:
      'A request without an upgrade must use the polling transport. Add transport=polling to the query.',
  },
  FORBIDDEN: {
    status: 403,
    reason: 'Forbidden',
    message: 'Pages from this origin may not connect. Add the origin to CORS_ORIGINS on the gateway.',
  },
  NOT_READY: {
    status: 503,
    reason: 'Service Unavailable',
    message: 'This gateway is not accepting connections. Try again in a moment.',
  },
  /** The body of this response is that of Engine.IO for an unknown session id. */
  UNKNOWN_SESSION: { status: 400, reason: 'Bad Request', message: 'Session ID unknown' },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    reason: 'Payload Too Large',
    message: 'The body is larger than this gateway accepts. Send smaller packets.',
  },
  NOT_FORWARDED: {
    status: 403,
    reason: 'Forbidden',
    message: 'This port serves only other gateways with the same FORWARDING_KEY. Use the public port.',
  },
  SESSION_UNREACHABLE: {
    status: 503,
    reason: 'Service Unavailable',
    message: 'The gateway that holds this session did not answer. Try again in a moment.',
  },
  OVER_CAPACITY: {
    status: 503,
    reason: 'Service Unavailable',
    message: 'This gateway has too many connections. Try again in a moment.',
  },
} as const;

export type RefusalCode = keyof typeof REFUSAL_RESPONSES;

function createRefusalBody(code: RefusalCode): string {
  const { message } = REFUSAL_RESPONSES[code];
  if (code === 'UNKNOWN_SESSION') return JSON.stringify({ code: UNKNOWN_SESSION_ERROR_NUMBER, message });
  return JSON.stringify({ success: false, error: { code, message } });
}

/** Refuses an HTTP request with the response for the code, and closes its connection. */
export function refuseRequest(response: ServerResponse, code: RefusalCode): void {
  const { status } = REFUSAL_RESPONSES[code];
  if (status === 503) response.setHeader('Retry-After', String(chooseRetryAfterSeconds()));
  if (status === 405) response.setHeader('Allow', ALLOWED_HTTP_METHODS.join(', '));
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(createRefusalBody(code));
}

/** Refuses an upgrade with the response for the code, and closes its connection. */
export function refuseUpgrade(socket: Duplex, code: RefusalCode): void {
  const { status, reason } = REFUSAL_RESPONSES[code];
  const refusalBody = createRefusalBody(code);
  endUpgrade(
    socket,
    `HTTP/1.1 ${status} ${reason}\r\n` +
      `Connection: close\r\n${formatExtraRefusalHeader(status)}Content-Type: application/json\r\n` +
      'X-Content-Type-Options: nosniff\r\n' +
      `Content-Length: ${Buffer.byteLength(refusalBody)}\r\n\r\n${refusalBody}`,
  );
}

/**
 * Sends the last bytes of a connection that was not upgraded, and closes it. A client that does not close its own side
 * in time is cut off, because no time limit of the HTTP server applies to such a connection any more.
 */
export function endUpgrade(socket: Duplex, lastBytes: string): void {
  socket.on('error', () => {});
  socket.end(lastBytes);
  // Discard incoming data. As long as data is unread, Node does not report that the client has closed its
  // side.
  socket.resume();
  const cutTimer = setTimeout(() => socket.destroy(), MAX_CLOSE_MS).unref();
  socket.once('close', () => clearTimeout(cutTimer));
}

function formatExtraRefusalHeader(status: number): string {
  if (status === 503) return `Retry-After: ${chooseRetryAfterSeconds()}\r\n`;
  return status === 405 ? 'Allow: GET\r\n' : '';
}

function chooseRetryAfterSeconds(): number {
  const { min, max } = RETRY_AFTER_SECONDS;
  return min + Math.floor(Math.random() * (max - min + 1));
}
