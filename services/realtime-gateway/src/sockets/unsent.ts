/** The parts of the engine's connection that show how much a peer has not read. */
export interface WatchedConnection {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: {
    readonly socket?: {
      readonly bufferedAmount: number;
      /** The TCP socket. Its handle counts down while one large write goes out in parts. */
      readonly _socket?: {
        readonly writableCorked?: number;
        readonly _handle?: { readonly writeQueueSize: number } | null;
      } | null;
    };
  };
}

/** Unsent data of a connection. `mark` changes whenever some of it goes out. */
export interface Unsent {
  readonly bytes: number;
  /** False while the data waits for the end of our own turn (`write-batches.ts`); the peer could not read it yet. */
  readonly offered: boolean;
  readonly mark: readonly [queue: unknown, buffered: number, writing: number];
}

const sizeOf = (data: unknown): number =>
  typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;

/**
 * Returns undefined when everything is sent. The engine replaces its queue at every flush, so a new queue object shows
 * progress. When a slow peer reads one large write bit by bit, only the TCP handle shows it.
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
