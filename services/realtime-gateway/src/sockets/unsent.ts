/** The properties of an Engine.IO connection that show how much data the client has not read. */
export interface WatchedConnection {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: {
    readonly socket?: {
      readonly bufferedAmount: number;
      /** The TCP socket, whose handle shows the progress of one large write. */
      readonly _socket?: {
        readonly writableCorked?: number;
        readonly _handle?: { readonly writeQueueSize: number } | null;
      } | null;
    };
  };
}

/** The data that a connection has not sent yet. `mark` changes whenever a part of the data has been sent. */
export interface UnsentData {
  readonly bytes: number;
  /**
   * False while the data waits for the end of the event-loop turn (`write-batches.ts`). Until then, the client cannot
   * have read the data.
   */
  readonly offered: boolean;
  readonly mark: readonly [queue: unknown, buffered: number, writing: number];
}

const measureByteLength = (data: unknown): number =>
  typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;

/**
 * Returns the connection's unsent data, or undefined if everything has been sent. Two signs show that data is being
 * sent: Engine.IO replaces its queue object at every flush, and the TCP handle reports how much of a large write
 * remains.
 */
export function measureUnsentData({ writeBuffer, transport }: WatchedConnection): UnsentData | undefined {
  const webSocketBufferedBytes = transport.socket?.bufferedAmount ?? 0;
  if (writeBuffer.length === 0 && webSocketBufferedBytes === 0) return undefined;
  let unsentBytes = webSocketBufferedBytes;
  for (const { data } of writeBuffer) unsentBytes += measureByteLength(data);
  const tcpSocket = transport.socket?._socket;
  const tcpQueuedBytes = tcpSocket?._handle?.writeQueueSize ?? 0;
  const isOfferedToClient = !tcpSocket?.writableCorked;
  return {
    bytes: unsentBytes,
    offered: isOfferedToClient,
    mark: [writeBuffer.length > 0 ? writeBuffer : undefined, webSocketBufferedBytes, tcpQueuedBytes],
  };
}
