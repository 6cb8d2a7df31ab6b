import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy in front of one server. Tests use the proxy to make the server unreachable for a single process. `cut`
 * resets all connections and refuses new ones, like a firewall. `stall` keeps connections open but forwards no data,
 * like a frozen peer. `mend` restores normal forwarding. `redirect` sends new connections to another server, like a
 * failover that cuts no connection.
 */
export class CuttableProxy {
  readonly #server: Server;
  #target: ServerAddress;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #cut = false;
  #stalled = false;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = parseServerAddress(target);
    server.on('connection', (clientSocket) => this.#connect(clientSocket));
  }

  /** Starts a proxy in front of the server at the given URL. */
  static async start(target: string): Promise<CuttableProxy> {
    const proxyServer = createServer({ pauseOnConnect: true });
    const proxy = new CuttableProxy(proxyServer, target);
    proxyServer.listen(0, '127.0.0.1');
    await once(proxyServer, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Returns the server's URL with the host and port of this proxy in place of the server's own. */
  through(url: string): string {
    const proxyUrl = new URL(url);
    proxyUrl.hostname = '127.0.0.1';
    proxyUrl.port = String(this.port);
    return proxyUrl.href.replace(/\/$/, '');
  }

  /** Connects new clients to the server at this URL. Existing connections stay open. */
  redirect(target: string): void {
    this.#target = parseServerAddress(target);
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
    const serverClosePromise = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await serverClosePromise;
  }

  #connect(clientSocket: Socket): void {
    if (this.#cut) {
      clientSocket.resetAndDestroy();
      return;
    }
    const serverSocket = connect(this.#target);
    const socketPair = [clientSocket, serverSocket] as const;
    this.#pairs.add(socketPair);
    const destroyPair = () => {
      this.#pairs.delete(socketPair);
      clientSocket.destroy();
      serverSocket.destroy();
    };
    for (const socket of socketPair)
      socket.setNoDelay(true).on('error', destroyPair).on('close', destroyPair);
    if (!this.#stalled) pipeBothWays(clientSocket, serverSocket);
  }
}

function parseServerAddress(target: string): ServerAddress {
  const { hostname, port } = new URL(target);
  return { host: hostname, port: Number(port) };
}

function pipeBothWays(clientSocket: Socket, serverSocket: Socket): void {
  clientSocket.pipe(serverSocket);
  serverSocket.pipe(clientSocket);
}
