import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy in front of one server, so that a test can take the server from one process alone. `cut` closes its
 * connections and refuses new ones, as a dead network segment with a firewall does; `stall` keeps them and lets
 * nothing through, as a frozen peer does; `mend` undoes both.
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
    server.on('connection', (inner) => this.#join(inner));
  }

  /** In front of the server of this URL. */
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

  /** The URL of the server, leading through this proxy. */
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
    for (const [inner, outer] of this.#pairs) this.#pipe(inner, outer);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #join(inner: Socket): void {
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
    if (!this.#stalled) this.#pipe(inner, outer);
  }

  #pipe(inner: Socket, outer: Socket): void {
    inner.pipe(outer);
    outer.pipe(inner);
  }
}
