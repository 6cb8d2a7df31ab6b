import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AdmissionRefusalCode } from './admission.ts';
import { allowOrigin, respondToPreflight } from './cors.ts';
import { ALLOWED_HTTP_METHODS, type RefusalCode, refuseRequest, refuseUpgrade } from './refuse-handshake.ts';

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

/** Passes the requests of sessions that other gateways hold on to these gateways. */
export interface SessionForwarder<Session = unknown> {
  /** Returns the session of the request if another gateway holds it. */
  findSession(request: IncomingMessage, isUpgrade: boolean): Session | undefined;
  forwardRequest(session: Session, request: IncomingMessage, response: ServerResponse): Promise<void>;
  forwardUpgrade(session: Session, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

interface HandshakeGuardOptions {
  readonly engine: EngineIoRequestHandlers;
  /** Undefined if this gateway handles only its own sessions. */
  readonly forwarder?: SessionForwarder | undefined;
  readonly createOriginCheck: (origin: string, host: string | undefined) => boolean;
  /**
   * Called for every request without a `sid`, because such a request may start an Engine.IO session. Returns the reason
   * to refuse the request, or undefined to admit it. Engine.IO refuses an unknown `sid` with status 400.
   */
  readonly refuse: () => AdmissionRefusalCode | undefined;
}

const SOCKET_IO_PATH = '/socket.io/';
/**
 * Maximum number of requests whose body has not arrived completely. Each of these requests uses up to 128 KiB, so all
 * together use up to 64 MiB. A healthy client's body arrives within one round trip.
 */
const MAX_INCOMPLETE_REQUEST_BODIES = 512;

/**
 * Checks every request and upgrade before Engine.IO handles it. Foreign origins get 403. A request without an `Origin`
 * header passes, because it does not come from a browser (ADDR-5). New Engine.IO sessions get 503 while the gateway
 * admits no connections, so that default clients retry (END-4). Engine.IO itself could refuse a session only with 400
 * or 403.
 */
export function guardHandshakes(server: Server, options: HandshakeGuardOptions): void {
  const { engine, forwarder, createOriginCheck, refuse } = options;
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
    const foreignSession = forwarder?.findSession(request, false);
    if (foreignSession === undefined) engine.handleRequest(request, response);
    else void forwarder?.forwardRequest(foreignSession, request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const refusalCode = findRefusalCode(request, true);
    if (refusalCode) return refuseUpgrade(socket, refusalCode);
    const foreignSession = forwarder?.findSession(request, true);
    if (foreignSession === undefined) engine.handleUpgrade(request, socket, head);
    else void forwarder?.forwardUpgrade(foreignSession, request, socket, head);
  });
}
