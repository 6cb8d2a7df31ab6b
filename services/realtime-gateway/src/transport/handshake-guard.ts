import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AdmissionRefusalCode } from './admission.ts';
import { allowOrigin, respondToPreflight } from './cors.ts';

/** The request handlers of Engine.IO. */
export interface EngineIoRequestHandlers {
  /**
   * Parses the query string and stores the result on the request. Engine.IO uses the same result, so that the guard and
   * Engine.IO see the same `sid`.
   */
  prepare(request: IncomingMessage): void;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

interface PreparedRequest {
  readonly _query: Readonly<Record<string, string | undefined>>;
}

interface HandshakeGuardOptions {
  readonly engine: EngineIoRequestHandlers;
  readonly createOriginCheck: (origin: string, host: string | undefined) => boolean;
  /**
   * Called for every request without a `sid`, because such a request may start an Engine.IO session. Returns the reason
   * to refuse the request, or undefined to admit it. Engine.IO refuses an unknown `sid` with status 400.
   */
  readonly refuse: () => AdmissionRefusalCode | undefined;
}

const SOCKET_IO_PATH = '/socket.io/';
const ALLOWED_HTTP_METHODS = ['GET', 'POST', 'OPTIONS'];
const RETRY_AFTER_SECONDS = 2;
/**
 * Maximum number of requests whose body has not arrived completely. Each of these requests uses up to 128 KiB, so all
 * together use up to 64 MiB. A healthy client's body arrives within one round trip.
 */
const MAX_INCOMPLETE_REQUEST_BODIES = 512;

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
  OVER_CAPACITY: {
    status: 503,
    reason: 'Service Unavailable',
    message: 'This gateway has too many connections. Try again in a moment.',
  },
} as const;

type RefusalCode = keyof typeof REFUSAL_RESPONSES;

/**
 * Checks every request and upgrade before Engine.IO handles it. Foreign origins get 403. A request without an `Origin`
 * header passes, because it does not come from a browser (ADDR-5). New Engine.IO sessions get 503 while the gateway
 * admits no connections, so that default clients retry (END-4). Engine.IO itself could refuse a session only with 400
 * or 403.
 */
export function guardHandshakes(server: Server, options: HandshakeGuardOptions): void {
  const { engine, createOriginCheck, refuse } = options;
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade');
  let incompleteBodyCount = 0;

  const findRefusalCode = (request: IncomingMessage, isUpgrade: boolean): RefusalCode | undefined => {
    const requestUrl = request.url ?? '';
    if (!requestUrl.startsWith(SOCKET_IO_PATH)) return 'NOT_FOUND';
    const { origin, host } = request.headers;
    if (origin !== undefined && !createOriginCheck(origin, host)) return 'FORBIDDEN';
    const allowedMethods = isUpgrade ? ['GET'] : ALLOWED_HTTP_METHODS;
    if (!allowedMethods.includes(request.method ?? '')) return 'METHOD_NOT_ALLOWED';
    if (request.method === 'OPTIONS') return undefined;
    engine.prepare(request);
    const { sid, transport } = (request as unknown as PreparedRequest)._query;
    if (request.method === 'POST' && incompleteBodyCount >= MAX_INCOMPLETE_REQUEST_BODIES)
      return 'OVER_CAPACITY';
    if (!sid) return refuse();
    // Refuse a plain HTTP request with a transport other than polling, because Engine.IO would never answer the
    // request.
    return isUpgrade || transport === 'polling' ? undefined : 'BAD_REQUEST';
  };

  server.on('request', (request, response) => {
    const refusalCode = findRefusalCode(request, false);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    const { origin } = request.headers;
    if (origin !== undefined && refusalCode !== 'FORBIDDEN') allowOrigin(response, origin);
    if (refusalCode) return refuseRequest(response, refusalCode);
    if (request.method === 'OPTIONS') return respondToPreflight(request, response);
    if (request.method === 'POST') {
      incompleteBodyCount += 1;
      request.once('close', () => {
        incompleteBodyCount -= 1;
      });
    }
    engine.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const refusalCode = findRefusalCode(request, true);
    if (refusalCode) refuseUpgrade(socket, refusalCode);
    else engine.handleUpgrade(request, socket, head);
  });
}

const createRefusalBody = (code: RefusalCode) =>
  JSON.stringify({ success: false, error: { code, message: REFUSAL_RESPONSES[code].message } });

function refuseRequest(response: ServerResponse, code: RefusalCode): void {
  const { status } = REFUSAL_RESPONSES[code];
  if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  if (status === 405) response.setHeader('Allow', ALLOWED_HTTP_METHODS.join(', '));
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(createRefusalBody(code));
}

function refuseUpgrade(socket: Duplex, code: RefusalCode): void {
  const { status, reason } = REFUSAL_RESPONSES[code];
  const refusalBody = createRefusalBody(code);
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n` +
      `Connection: close\r\n${formatExtraRefusalHeader(status)}Content-Type: application/json\r\n` +
      'X-Content-Type-Options: nosniff\r\n' +
      `Content-Length: ${Buffer.byteLength(refusalBody)}\r\n\r\n${refusalBody}`,
  );
}

function formatExtraRefusalHeader(status: number): string {
  if (status === 503) return `Retry-After: ${RETRY_AFTER_SECONDS}\r\n`;
  return status === 405 ? 'Allow: GET\r\n' : '';
}
