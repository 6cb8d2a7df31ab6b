import type { Server as HttpServer } from 'node:http';
import type { Namespace } from 'socket.io';
import { Server } from 'socket.io';
import type { Adapter } from 'socket.io-adapter';
import type { ChatServer } from '../sockets/socket-state.ts';
import { type Engine, type GateOptions, installGate } from './handshake-guard.ts';
import { ENGINE_ALLOWANCE, tolerantParser } from './tolerant-parser.ts';
import { type WritingConnection, writeBatches } from './write-batches.ts';

/** HAProxy learns from it which replica has the session (architecture: stickiness without cookies). */
const SID_HEADER = 'x-kcs-sid';

export interface SocketServerOptions extends Omit<GateOptions, 'engine'> {
  readonly http: HttpServer;
  readonly adapter: (namespace: Namespace) => Adapter;
  readonly maxPacketBytes: number;
}

/** The engine's events that its types leave out. */
interface EngineEvents extends Engine {
  on(event: 'initial_headers', listener: (headers: Record<string, string>, request: Handshake) => void): void;
  on(
    event: 'connection',
    listener: (connection: { id: string; request: Handshake | undefined }) => void,
  ): void;
  on(event: 'flush', listener: (connection: WritingConnection) => void): void;
  generateId(request: Handshake): string;
  readonly clientsCount: number;
}
interface Handshake {
  kcsSid?: string;
}

/**
 * Socket.IO on the given HTTP server, behind our own gate. Frames are prepared once for a broadcast: one text
 * packet, no compression (known trap: a binary parser or perMessageDeflate re-frames it for every socket).
 */
export function createSocketServer(options: SocketServerOptions): { io: ChatServer; connections(): number } {
  const io: ChatServer = new Server(options.http, {
    serveClient: false,
    connectTimeout: 10_000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxHttpBufferSize: options.maxPacketBytes * ENGINE_ALLOWANCE,
    perMessageDeflate: false,
    httpCompression: false,
    parser: tolerantParser(options.maxPacketBytes),
    adapter: options.adapter as never,
  });
  const engine = io.engine as unknown as EngineEvents;
  const generateId = engine.generateId.bind(engine);
  engine.generateId = (request) => {
    request.kcsSid = generateId(request);
    return request.kcsSid;
  };
  engine.on('initial_headers', (headers, request) => {
    if (request.kcsSid) headers[SID_HEADER] = request.kcsSid;
  });
  engine.on('flush', writeBatches());
  installGate(options.http, { ...options, engine });
  return { io, connections: () => engine.clientsCount };
}
