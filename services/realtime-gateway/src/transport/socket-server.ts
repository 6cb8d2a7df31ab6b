import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Namespace } from 'socket.io';
import { Server } from 'socket.io';
import type { Adapter } from 'socket.io-adapter';
import type { ChatServer } from '../sockets/socket-state.ts';
import type { ConnectionWithTcpSocket, WriteBatcher } from '../sockets/write-batches.ts';
import type { AdmissionRefusalCode } from './admission.ts';
import { type EngineIoRequestHandlers, guardHandshakes, type SessionForwarder } from './handshake-guard.ts';
import { PooledReceiversServer } from './pooled-receivers.ts';
import { upgradeAndRelease } from './release-handshake.ts';
import { type PollingEngine, ResumablePolls } from './resumable-polls.ts';
import { createTolerantParser, ENGINE_PACKET_SIZE_FACTOR } from './tolerant-parser.ts';
import { type EngineRequest, WebSocketTransport } from './websocket-transport.ts';

/**
 * The response header with the Engine.IO session id. HAProxy reads this header to route the session's later requests to
 * the same gateway (decision 0004).
 */
const ENGINE_IO_SESSION_ID_HEADER = 'x-kcs-sid';

interface SocketServerOptions {
  readonly http: HttpServer;
  readonly adapter: (namespace: Namespace) => Adapter;
  readonly maxPacketBytes: number;
  readonly createOriginCheck: (origin: string, host: string | undefined) => boolean;
  /**
   * Decides whether a new Engine.IO session is admitted when `connections` connections are open. Returns the reason to
   * refuse the session, or undefined to admit it.
   */
  readonly refuse: (connections: number) => AdmissionRefusalCode | undefined;
  readonly batchWrites: WriteBatcher;
  /** Returns the id of a new Engine.IO session. */
  readonly createSessionId: () => string;
  readonly forwarder: SessionForwarder | undefined;
}

interface SocketServer {
  readonly io: ChatServer;
  readonly engine: EngineIoRequestHandlers;
  readonly polls: ResumablePolls;
}

/** The properties of the Engine.IO server that its type declarations omit. */
interface EngineIoServer extends EngineIoRequestHandlers, PollingEngine {
  on(
    event: 'initial_headers',
    listener: (headers: Record<string, string>, request: HandshakeRequest) => void,
  ): void;
  on(event: 'flush', listener: (connection: ConnectionWithTcpSocket) => void): void;
  generateId(request: HandshakeRequest): string;
  createTransport(name: string, request: EngineRequest): unknown;
  readonly clientsCount: number;
}

interface HandshakeRequest extends Pick<IncomingMessage, 'headers' | 'socket'> {
  kcsSid?: string;
}

/**
 * Creates a Socket.IO server on the given HTTP server, behind our handshake guard. Each broadcast is encoded once, as
 * one uncompressed text packet. With a binary parser or perMessageDeflate, a broadcast would be encoded again for every
 * socket (TRAP-1). `EventBundle` also relies on this: it writes frames past the library, which sends compressed frames
 * only after the compression.
 */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { http, adapter, maxPacketBytes, createOriginCheck, refuse, batchWrites } = options;
  const socketServer: ChatServer = new Server(http, {
    serveClient: false,
    connectTimeout: 10_000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxHttpBufferSize: maxPacketBytes * ENGINE_PACKET_SIZE_FACTOR,
    perMessageDeflate: false,
    wsEngine: PooledReceiversServer,
    httpCompression: false,
    parser: createTolerantParser(maxPacketBytes),
    adapter: adapter as never,
  });
  const engineServer = socketServer.engine as unknown as EngineIoServer;
  engineServer.generateId = (request) => {
    request.kcsSid = options.createSessionId();
    return request.kcsSid;
  };
  const createLibraryTransport = engineServer.createTransport.bind(engineServer);
  engineServer.createTransport = (name, request) =>
    name === 'websocket' ? new WebSocketTransport(request) : createLibraryTransport(name, request);
  engineServer.on('initial_headers', (headers, request) => {
    if (request.kcsSid) headers[ENGINE_IO_SESSION_ID_HEADER] = request.kcsSid;
    // Write the response to the upgrade together with the first packet, because each write costs a system call.
    if (request.headers.upgrade) batchWrites({ transport: { socket: { _socket: request.socket } } });
  });
  engineServer.on('flush', batchWrites);
  const resumablePolls = new ResumablePolls(engineServer);
  guardHandshakes(http, {
    engine: {
      prepare: (request) => engineServer.prepare(request),
      handleRequest: (request, response) => resumablePolls.handle(request, response, false),
      handleUpgrade: (request, socket, head) =>
        upgradeAndRelease(socket, () => engineServer.handleUpgrade(request, socket, head)),
    },
    forwarder: options.forwarder,
    createOriginCheck,
    refuse: () => refuse(engineServer.clientsCount),
  });
  return { io: socketServer, engine: engineServer, polls: resumablePolls };
}
