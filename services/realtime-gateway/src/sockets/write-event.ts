import type { Socket as TcpSocket } from 'node:net';
import type { EncodedEvent } from './encoded-event.ts';
import type { WriteBatcher } from './write-batches.ts';

/** The properties of a Socket.IO socket's connection that a write needs. */
export interface WritableConnection {
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: {
    readonly name: string;
    readonly socket?: { readonly readyState: number; readonly _socket?: TcpSocket | null };
  };
  write(packet: string, options: { readonly compress: false }): unknown;
}

const WEB_SOCKET_OPEN = 1;

/** Events that are written to many sockets, one directly after the other. */
export class EventBundle {
  readonly #events: readonly EncodedEvent[];
  readonly #frames: Buffer;
  readonly #exceptSocketIds: ReadonlySet<string>;

  constructor(events: readonly EncodedEvent[]) {
    this.#events = events;
    const frames = events.map(({ frame }) => frame);
    this.#frames = frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
    this.#exceptSocketIds = new Set(
      events.flatMap(({ exceptSocketId }) => (exceptSocketId === undefined ? [] : [exceptSocketId])),
    );
  }

  /** Returns the events that the socket gets. */
  selectFor(socketId: string): EventBundle {
    if (!this.#exceptSocketIds.has(socketId)) return this;
    return new EventBundle(this.#events.filter(({ exceptSocketId }) => exceptSocketId !== socketId));
  }

  /**
   * Writes the events to a connection, after everything that was written to it before. Frames go directly to the TCP
   * socket, which costs half as much as sending packets through Engine.IO. If Engine.IO still holds earlier packets, or
   * if the connection is not an open WebSocket, the events go through Engine.IO. Does nothing if the connection is
   * closed.
   */
  writeTo(connection: WritableConnection, batchWrites: WriteBatcher): void {
    if (this.#events.length === 0) return;
    const tcpSocket = findIdleTcpSocket(connection);
    if (tcpSocket) {
      batchWrites(connection);
      tcpSocket.write(this.#frames);
    } else for (const { packet } of this.#events) connection.write(packet, { compress: false });
  }
}

/** Returns the connection's TCP socket if all earlier packets have been written to it. */
function findIdleTcpSocket({
  readyState,
  transport,
  writeBuffer,
}: WritableConnection): TcpSocket | undefined {
  if (readyState !== 'open' || transport.name !== 'websocket' || writeBuffer.length > 0) return undefined;
  const webSocket = transport.socket;
  if (webSocket?.readyState !== WEB_SOCKET_OPEN || !webSocket._socket?.writable) return undefined;
  return webSocket._socket;
}
