import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseRequest, refuseUpgrade } from '../transport/refuse-handshake.ts';
import type { ResumablePolls } from '../transport/resumable-polls.ts';
import { FORWARDING_HEADER, isForwardedRequest } from './forwarding-signature.ts';
import { FORWARDING_TIMEOUTS } from './forwarding-timeouts.ts';
import { UsedSignatures } from './used-signatures.ts';

interface ForwardingServerOptions {
  readonly key: string;
  /** Returns the time in Unix ms of the clock that all gateways share. */
  readonly now: () => number;
  readonly maxConnections: number;
  readonly engine: {
    prepare(request: IncomingMessage): void;
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
  readonly polls: ResumablePolls;
  /** Called with the id of a session whose tunnel ends soon. Must notify the client and close the session. */
  readonly onTunnelReleased: (sessionId: string) => void;
}

interface PreparedRequest {
  readonly _query: Readonly<Record<string, string | undefined>>;
}

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Creates the server that receives the requests that other gateways pass on. Its port must not be reachable by clients.
 * It refuses every request that has no valid signature of a gateway, or a signature that was used before. It
 * hands all other requests to Engine.IO, and never passes a request on again. A DELETE request releases a
 * session, because the gateway that forwarded it is stopping.
 */
export function createForwardingServer(options: ForwardingServerOptions): Server {
  const { key, now, engine, polls } = options;
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: 2 * FORWARDING_TIMEOUTS.idleMs,
  });
  server.maxConnections = options.maxConnections;
  const usedSignatures = new UsedSignatures();

  /** Returns the session id of the request; undefined if the request was not sent by a gateway. */
  const readSignedSessionId = (request: IncomingMessage): string | undefined => {
    const { method = '', url: path = '' } = request;
    if (!path.startsWith('/socket.io/?')) return undefined;
    engine.prepare(request);
    const { sid: sessionId } = (request as unknown as PreparedRequest)._query;
    if (!sessionId) return undefined;
    const header = request.headers[FORWARDING_HEADER];
    if (!isForwardedRequest(key, { method, path, sessionId }, header, now())) return undefined;
    return usedSignatures.add(String(header), performance.now()) ? sessionId : undefined;
  };

  server.on('request', (request, response) => {
    const sessionId = readSignedSessionId(request);
    if (sessionId === undefined) return refuseRequest(response, 'NOT_FORWARDED');
    if (request.method !== 'DELETE') return polls.handle(request, response, true);
    if (!polls.release(sessionId)) options.onTunnelReleased(sessionId);
    response.writeHead(204).end();
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    if (readSignedSessionId(request) === undefined) refuseUpgrade(socket, 'NOT_FORWARDED');
    else engine.handleUpgrade(request, socket, head);
  });
  return server;
}
