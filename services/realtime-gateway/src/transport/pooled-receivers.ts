import { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';

/**
 * The part of a WebSocket that parses incoming frames, with its private properties. A symbol that `ws` does not export
 * is the key of the WebSocket to which the receiver passes its messages.
 */
interface Receiver {
  /** 0 if the receiver waits for the first byte of a frame. */
  readonly _state: number;
  /** Whether the receiver is parsing at this moment. */
  readonly _loop: boolean;
  readonly _bufferedBytes: number;
  /** The opcode of the message whose last fragment has not arrived yet, or 0. */
  readonly _fragmented: number;
  /** The opcode of the last frame. */
  readonly _opcode: number;
  readonly writable: boolean;
  readonly writableLength: number;
  readonly writableNeedDrain: boolean;
  [ownerKey: symbol]: object | undefined;
}

/** The private method with which `ws` gives a WebSocket its TCP socket and its receiver. */
interface ConnectableWebSocket {
  setSocket(tcpSocket: Duplex, head: Buffer, options: ServerOptions): void;
}

/** The constructor for the server's end of a connection. */
const ServerWebSocket = WebSocket as unknown as new (
  address: null,
  protocols: undefined,
  options: ServerOptions,
) => ConnectableWebSocket;

const FIRST_BYTE_OF_FRAME = 0;
const CLOSE_OPCODE = 8;
/** Further unused receivers are left to the garbage collector. */
const MAX_FREE_RECEIVERS = 64;

/**
 * A WebSocket server for Engine.IO whose idle WebSockets have no receiver of their own. A receiver has no state between
 * two messages, so a few receivers are enough for all WebSockets. The server never compresses messages, because the
 * state of a compressed connection would outlast its messages.
 */
export class PooledReceiversServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    const pooledOptions: ServerOptions = { ...options, perMessageDeflate: false };
    pooledOptions.WebSocket = createPooledWebSocketClass(() => this.options);
    super(pooledOptions);
  }
}

/**
 * Returns a class of WebSockets that take a receiver when data arrives. All but the latest of them give the receiver
 * back, unless they are in the middle of a message or are closing.
 */
function createPooledWebSocketClass(getOptions: () => ServerOptions): typeof WebSocket {
  const freeReceivers: Receiver[] = [];
  let latest: PooledWebSocket | undefined;
  let ownerKey: symbol | undefined;

  class PooledWebSocket extends ServerWebSocket {
    /** Null before the WebSocket has its TCP socket, and undefined after it has given its receiver back. */
    declare ownReceiver: Receiver | null | undefined;

    /** Called by `ws` with null by its constructor, and with a new receiver by `setSocket`. */
    set _receiver(receiver: Receiver | null) {
      this.ownReceiver = receiver;
      if (receiver) becomeLatest(this);
    }

    /** Called by `ws` before it passes data to the receiver, and when the connection ends. */
    get _receiver(): Receiver | null {
      becomeLatest(this);
      if (this.ownReceiver === undefined) this.ownReceiver = takeReceiver(this);
      return this.ownReceiver;
    }
  }

  const becomeLatest = (webSocket: PooledWebSocket) => {
    if (latest === webSocket) return;
    if (latest) giveBack(latest);
    latest = webSocket;
  };

  const giveBack = (webSocket: PooledWebSocket) => {
    const receiver = webSocket.ownReceiver;
    if (!receiver || !isBetweenMessages(receiver)) return;
    ownerKey ??= Object.getOwnPropertySymbols(receiver).find((key) => receiver[key] === webSocket);
    if (ownerKey === undefined) return;
    receiver[ownerKey] = undefined;
    webSocket.ownReceiver = undefined;
    if (freeReceivers.length < MAX_FREE_RECEIVERS) freeReceivers.push(receiver);
  };

  const takeReceiver = (webSocket: PooledWebSocket): Receiver => {
    const receiver = freeReceivers.pop() ?? createReceiver(getOptions());
    if (ownerKey !== undefined) receiver[ownerKey] = webSocket;
    return receiver;
  };

  return PooledWebSocket as unknown as typeof WebSocket;
}

/** Whether the receiver has processed all data that it was given, and the next byte begins a new message. */
function isBetweenMessages(receiver: Receiver): boolean {
  return (
    receiver._state === FIRST_BYTE_OF_FRAME &&
    !receiver._loop &&
    receiver._bufferedBytes === 0 &&
    receiver._fragmented === 0 &&
    receiver._opcode !== CLOSE_OPCODE &&
    receiver.writable &&
    receiver.writableLength === 0 &&
    !receiver.writableNeedDrain
  );
}

/** Returns a new receiver with the listeners of `ws`, which are private. */
function createReceiver(options: ServerOptions): Receiver {
  const webSocket = new ServerWebSocket(null, undefined, options) as ConnectableWebSocket & {
    readonly _receiver: Receiver;
  };
  const tcpSocket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  webSocket.setSocket(tcpSocket, Buffer.alloc(0), options);
  return webSocket._receiver;
}
