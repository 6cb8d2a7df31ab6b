/** The properties of an Engine.IO connection that show how much data the client has not read. */
export interface WatchedConnection {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: {
    readonly socket?: {
      readonly bufferedAmount: number;
      /** The TCP socket. Its handle shows the progress of one large write. */
      readonly _socket?: {
        readonly writableCorked?: number;
        readonly _handle?: { readonly writeQueueSize: number } | null;
      } | null;
    };
  };
}

/** The unsent data of a connection. `mark` changes whenever the connection sends some of the data. */
export interface Unsent {
  readonly bytes: number;
  /**
   * False while the data is batched until the end of the event-loop turn (`write-batches.ts`), so that the client
   * cannot have read any of it yet.
   */
  readonly offered: boolean;
  readonly mark: readonly [queue: unknown, buffered: number, writing: number];
}

const sizeOf = (data: unknown): number =>
  typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;

/**
 * Returns the connection's unsent data, or undefined if everything is sent. Engine.IO replaces its queue at every
 * flush, so a new queue object means progress. If a slow client reads one large write in small parts, only the TCP
 * handle shows progress.
 */
export function unsentOf({ writeBuffer, transport }: WatchedConnection): Unsent | undefined {
  const buffered = transport.socket?.bufferedAmount ?? 0;
  if (writeBuffer.length === 0 && buffered === 0) return undefined;
  let bytes = buffered;
  for (const { data } of writeBuffer) bytes += sizeOf(data);
  const tcp = transport.socket?._socket;
  const writing = tcp?._handle?.writeQueueSize ?? 0;
  const offered = !tcp?.writableCorked;
  return { bytes, offered, mark: [writeBuffer.length > 0 ? writeBuffer : undefined, buffered, writing] };
}
