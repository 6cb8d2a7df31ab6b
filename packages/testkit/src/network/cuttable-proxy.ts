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
    server.on('connection', (inner) => this.#connect(inner));
  }

  /** Starts a proxy in front of the server at this URL. */
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

  /** Returns the server's URL with the host and port replaced by those of this proxy. */
  through(url: string): string {
    const own = new URL(url);
    own.hostname = '127.0.0.1';
    own.port = String(this.port);
    return own.href.replace(/\/$/, '');
  }

  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  stall(): void {
    this.#stalled = true;
    for (const [inner, outer] of this.#pairs) {
      inner.unpipe(outer);
      outer.unpipe(inner);
    }
  }

  mend(): void {
    this.#cut = false;
    if (!this.#stalled) return;
    this.#stalled = false;
    for (const [inner, outer] of this.#pairs) pipeBoth(inner, outer);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #connect(inner: Socket): void {
    if (this.#cut) {
      inner.resetAndDestroy();
      return;
    }
    const outer = connect(this.#target);
    const pair = [inner, outer] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      inner.destroy();
      outer.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    if (!this.#stalled) pipeBoth(inner, outer);
  }
}

function pipeBoth(inner: Socket, outer: Socket): void {
  inner.pipe(outer);
  outer.pipe(inner);
}
