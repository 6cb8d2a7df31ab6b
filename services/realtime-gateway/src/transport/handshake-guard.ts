import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { allowOrigin, answerPreflight } from './cors.ts';

/** What the engine of Socket.IO offers to those who own the HTTP server. */
export interface Engine {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface GateOptions {
  readonly engine: Engine;
  readonly originAllowed: (origin: string, host: string | undefined) => boolean;
  /** Judged for requests that begin a session; those of a session that exists pass. */
  readonly refuse: () => 'NOT_READY' | 'OVER_CAPACITY' | undefined;
}

const PATH = '/socket.io/';
const RETRY_AFTER_S = 2;

interface Verdict {
  readonly status: 403 | 404 | 503;
  readonly code: string;
}

/**
 * Stands before the engine: foreign origins get 403, upgrades included (no `Origin` is not a browser), and a new
 * session is refused with 503 while none is wanted, which a default client retries. The engine's own refusals are
 * always 400 or 403.
 */
export function installGate(server: Server, options: GateOptions): void {
  const { engine, originAllowed, refuse } = options;
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade');

  const judge = (request: IncomingMessage): Verdict | undefined => {
    const url = request.url ?? '';
    if (!url.startsWith(PATH)) return { status: 404, code: 'NOT_FOUND' };
    const { origin, host } = request.headers;
    if (origin !== undefined && !originAllowed(origin, host)) return { status: 403, code: 'FORBIDDEN' };
    if (request.method === 'OPTIONS' || /[?&]sid=/.test(url)) return undefined;
    const refusal = refuse();
    return refusal && { status: 503, code: refusal };
  };

  server.on('request', (request, response) => {
    const verdict = judge(request);
    const { origin } = request.headers;
    if (origin !== undefined && verdict?.status !== 403) allowOrigin(response, origin);
    if (verdict) refuseRequest(response, verdict);
    else if (request.method === 'OPTIONS') answerPreflight(request, response);
    else engine.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const verdict = judge(request);
    if (verdict) refuseUpgrade(socket, verdict);
    else engine.handleUpgrade(request, socket, head);
  });
}

const bodyOf = ({ code }: Verdict) =>
  JSON.stringify({ success: false, error: { code, message: 'This connection is not wanted here now.' } });

function refuseRequest(response: ServerResponse, verdict: Verdict): void {
  if (verdict.status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_S));
  response.writeHead(verdict.status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(bodyOf(verdict));
}

const REASONS = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const;

function refuseUpgrade(socket: Duplex, verdict: Verdict): void {
  const body = bodyOf(verdict);
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${verdict.status} ${REASONS[verdict.status]}\r\n` +
      `Connection: close\r\nRetry-After: ${RETRY_AFTER_S}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
