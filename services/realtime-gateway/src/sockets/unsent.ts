/** The properties of an Engine.IO connection that show how much data the client has not read. */
export interface WatchedConnection {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: {
    readonly socket?: {
      readonly bufferedAmount: number;
      /** The TCP socket, whose handle shows how much data the operating system has taken. */
      readonly _socket?: {
        readonly writableCorked?: number;
        /** `bytesWritten` includes the bytes in the write queue. */
        readonly _handle?: { readonly bytesWritten: number; readonly writeQueueSize: number } | null;
      } | null;
    };
  };
}

/** The data that a connection has not sent yet. `mark` changes if and only if a part of the data has been sent. */
export interface UnsentData {
  readonly bytes: number;
  /**
   * False while the data waits for the end of the event-loop turn (`write-batches.ts`). Until then, the client cannot
   * have read the data.
   */
  readonly offered: boolean;
  readonly mark: unknown;
}

const measureByteLength = (data: unknown): number =>
  typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;

/**
 * Returns the connection's unsent data, or undefined if everything has been sent. For a WebSocket, `mark` is the number
 * of bytes that the operating system has taken. Data that is added while the client reads nothing does not change it.
 * For long polling, `mark` is Engine.IO's queue, which Engine.IO replaces at every flush.
 */
export function measureUnsentData({ writeBuffer, transport }: WatchedConnection): UnsentData | undefined {
  const webSocketBufferedBytes = transport.socket?.bufferedAmount ?? 0;
  if (writeBuffer.length === 0 && webSocketBufferedBytes === 0) return undefined;
  let unsentBytes = webSocketBufferedBytes;
  for (const { data } of writeBuffer) unsentBytes += measureByteLength(data);
  const tcpSocket = transport.socket?._socket;
  const tcpHandle = tcpSocket?._handle;
  const isOfferedToClient = !tcpSocket?.writableCorked;
  return {
    bytes: unsentBytes,
    offered: isOfferedToClient,
    mark: tcpHandle ? tcpHandle.bytesWritten - tcpHandle.writeQueueSize : writeBuffer,
  };
}
