import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './admission.ts';
import { allowOrigin, respondToPreflight } from './cors.ts';

/** The request handlers of Socket.IO's engine. */
export interface Engine {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

interface HandshakeGuardOptions {
  readonly engine: Engine;
  readonly originAllowed: (origin: string, host: string | undefined) => boolean;
  /** Called for requests that start a Socket.IO session. Requests of an existing session pass. */
  readonly refuse: () => Refusal | undefined;
}

const PATH = '/socket.io/';
const RETRY_AFTER_S = 2;

const REFUSALS = {
  NOT_FOUND: { status: 404, reason: 'Not Found', message: 'This path is not served here. Use /socket.io/.' },
  FORBIDDEN: {
    status: 403,
    reason: 'Forbidden',
    message: 'Pages from this origin may not connect. Add the origin to CORS_ORIGINS.',
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

type RefusalCode = keyof typeof REFUSALS;

/**
 * Guards the engine's HTTP server. Foreign origins get 403, also for upgrades. A request without `Origin` does not come
 * from a browser and passes (ADDR-5). New sessions get 503 while the gateway does not admit any, so that default
 * clients retry (END-4). The engine itself could only refuse them with 400 or 403.
 */
export function guardHandshakes(server: Server, options: HandshakeGuardOptions): void {
  const { engine, originAllowed, refuse } = options;
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade');

  const refusalOf = (request: IncomingMessage): RefusalCode | undefined => {
    const url = request.url ?? '';
    if (!url.startsWith(PATH)) return 'NOT_FOUND';
    const { origin, host } = request.headers;
    if (origin !== undefined && !originAllowed(origin, host)) return 'FORBIDDEN';
    if (request.method === 'OPTIONS' || /[?&]sid=/.test(url)) return undefined;
    return refuse();
  };

  server.on('request', (request, response) => {
    const refusal = refusalOf(request);
    const { origin } = request.headers;
    if (origin !== undefined && refusal !== 'FORBIDDEN') allowOrigin(response, origin);
    if (refusal) refuseRequest(response, refusal);
    else if (request.method === 'OPTIONS') respondToPreflight(request, response);
    else engine.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request);
    if (refusal) refuseUpgrade(socket, refusal);
    else engine.handleUpgrade(request, socket, head);
  });
}

const bodyOf = (code: RefusalCode) =>
  JSON.stringify({ success: false, error: { code, message: REFUSALS[code].message } });

function refuseRequest(response: ServerResponse, code: RefusalCode): void {
  const { status } = REFUSALS[code];
  if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_S));
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(bodyOf(code));
}

function refuseUpgrade(socket: Duplex, code: RefusalCode): void {
  const { status, reason } = REFUSALS[code];
  const body = bodyOf(code);
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n` +
      `Connection: close\r\nRetry-After: ${RETRY_AFTER_S}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
