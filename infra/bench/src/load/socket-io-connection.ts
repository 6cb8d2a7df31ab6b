import WebSocket from 'ws';

const CONNECT_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** The packet types of Engine.IO and Socket.IO that this client needs. A text frame begins with one of them. */
const PING = '2';
const PONG = '3';
const CONNECT = '40';
const CONNECT_ERROR = '44';
const EVENT = '42';
const ACKNOWLEDGMENT = '43';

/**
 * A Socket.IO client over WebSocket that passes events on as text, without parsing them. Even a thousand clients need
 * so little CPU time that the servers remain the bottleneck of a measurement.
 */
export class SocketIoConnection {
  readonly #socket: WebSocket;
  readonly #acknowledgments = new Map<number, (text: string) => void>();
  #lastAcknowledgmentId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /**
   * Connects and authenticates. Rejects if the server refuses the connection, or does not accept it within 30 s.
   * `onClose` is called when an accepted connection has ended.
   */
  static connect(
    url: string,
    auth: Readonly<Record<string, string>>,
    onEvent: (frame: string) => void,
    onClose: () => void = () => {},
  ): Promise<SocketIoConnection> {
    const socketUrl = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(socketUrl, { perMessageDeflate: false });
    const connection = new SocketIoConnection(socket);
    return new Promise((resolve, reject) => {
      const timeoutTimer = setTimeout(() => {
        reject(new Error(`Not connected to ${url} within ${CONNECT_TIMEOUT_MS} ms`));
        socket.terminate();
      }, CONNECT_TIMEOUT_MS);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${url} closed the connection`)));
      socket.on('message', (data) => {
        const frame = data.toString();
        if (frame === PING) socket.send(PONG);
        else if (frame.startsWith(EVENT)) onEvent(frame);
        else if (frame.startsWith(ACKNOWLEDGMENT)) connection.#receiveAcknowledgment(frame);
        else if (frame.startsWith('0')) socket.send(CONNECT + JSON.stringify(auth));
        else if (frame.startsWith(CONNECT_ERROR))
          reject(new Error(`${url} refused the connection: ${frame}`));
        else if (frame.startsWith(CONNECT)) {
          clearTimeout(timeoutTimer);
          socket.on('close', onClose);
          resolve(connection);
        }
      });
    });
  }

  emit(event: string, payload: unknown): void {
    this.#socket.send(`${EVENT}${JSON.stringify([event, payload])}`);
  }

  /**
   * Emits an event with a callback. Resolves with the arguments of the server's answer as JSON text. Rejects if there is
   * no answer within 15 s.
   */
  ask(event: string, payload: unknown): Promise<string> {
    this.#lastAcknowledgmentId += 1;
    const id = this.#lastAcknowledgmentId;
    this.#socket.send(`${EVENT}${id}${JSON.stringify([event, payload])}`);
    return new Promise((resolve, reject) => {
      const timeoutTimer = setTimeout(() => {
        this.#acknowledgments.delete(id);
        reject(new Error(`No answer to ${event} within ${ANSWER_TIMEOUT_MS} ms`));
      }, ANSWER_TIMEOUT_MS);
      this.#acknowledgments.set(id, (text) => {
        clearTimeout(timeoutTimer);
        resolve(text);
      });
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receiveAcknowledgment(frame: string): void {
    const argumentsStart = frame.indexOf('[');
    const id = Number(frame.slice(ACKNOWLEDGMENT.length, argumentsStart));
    this.#acknowledgments.get(id)?.(frame.slice(argumentsStart));
    this.#acknowledgments.delete(id);
  }
}
