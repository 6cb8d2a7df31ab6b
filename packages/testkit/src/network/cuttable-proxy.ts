import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy in front of one server. Tests use the proxy to make the server unreachable for a single process. `cut`
 * resets all connections and refuses new ones, like a firewall. `stall` keeps connections open but forwards no data,
 * like a frozen peer. `mend` restores normal forwarding.
 */
export class CuttableProxy {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #cut = false;
  #stalled = false;

  private constructor(server: Server, target: string) {
    const url = new URL(target);
    this.#server = server;
    this.#target = { host: url.hostname, port: Number(url.port) };
    server.on('connection', (clientSocket) => this.#connect(clientSocket));
  }

  /** Starts a proxy in front of the server at the given URL. */
  static async start(target: string): Promise<CuttableProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new CuttableProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Returns the server's URL with the host and port of this proxy. */
  through(url: string): string {
    const proxyUrl = new URL(url);
    proxyUrl.hostname = '127.0.0.1';
    proxyUrl.port = String(this.port);
    return proxyUrl.href.replace(/\/$/, '');
  }

  cut(): void {
    this.#cut = true;
    for (const socketPair of this.#pairs) for (const socket of socketPair) socket.resetAndDestroy();
  }

  stall(): void {
    this.#stalled = true;
    for (const [clientSocket, serverSocket] of this.#pairs) {
      clientSocket.unpipe(serverSocket);
      serverSocket.unpipe(clientSocket);
    }
  }

  mend(): void {
    this.#cut = false;
    if (!this.#stalled) return;
    this.#stalled = false;
    for (const [clientSocket, serverSocket] of this.#pairs) pipeBothWays(clientSocket, serverSocket);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #connect(clientSocket: Socket): void {
    if (this.#cut) {
      clientSocket.resetAndDestroy();
      return;
    }
    const serverSocket = connect(this.#target);
    const socketPair = [clientSocket, serverSocket] as const;
    this.#pairs.add(socketPair);
    const end = () => {
      this.#pairs.delete(socketPair);
      clientSocket.destroy();
      serverSocket.destroy();
    };
    for (const socket of socketPair) socket.setNoDelay(true).on('error', end).on('close', end);
    if (!this.#stalled) pipeBothWays(clientSocket, serverSocket);
  }
}

function pipeBothWays(clientSocket: Socket, serverSocket: Socket): void {
  clientSocket.pipe(serverSocket);
  serverSocket.pipe(clientSocket);
}
