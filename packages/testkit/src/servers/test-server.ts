import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type PrivateServer, type PrivateServerOptions } from '@kcs/private-servers';
import { freezeProcess } from '../processes/freeze-process.ts';

type Start = (options: PrivateServerOptions) => Promise<PrivateServer>;

/** A private server whose faults a test switches on and off. Its port and its data folder outlive its process. */
export class TestServer {
  readonly #start: Start;
  readonly #dir: string;
  readonly #port: number;
  #running: PrivateServer | undefined;
  #url = '';

  private constructor(start: Start, dir: string, port: number) {
    this.#start = start;
    this.#dir = dir;
    this.#port = port;
  }

  static async start(name: string, start: Start): Promise<TestServer> {
    const dir = await mkdtemp(join(await realpath(tmpdir()), `kcs-${name}-`));
    const server = new TestServer(start, dir, await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when it is usable. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = await this.#start({ dir: this.#dir, port: this.#port });
    this.#url = this.#running.url;
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    this.thaw();
    const server = this.#running;
    this.#running = undefined;
    await server?.stop();
  }

  /** `kill -9`; resolves when it is gone. What it had written stays. */
  async kill(): Promise<void> {
    const server = this.#running;
    this.#running = undefined;
    server?.kill('SIGKILL');
    await server?.exited;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Comes back having forgotten everything. */
  async wipe(): Promise<void> {
    await this.kill();
    await rm(this.#dir, { recursive: true, force: true });
    await this.start();
  }

  /** It holds its connections and answers nothing. */
  freeze(): void {
    const pid = this.#running?.pid;
    if (pid) freezeProcess(pid);
  }

  thaw(): void {
    this.#running?.kill('SIGCONT');
  }

  /** For good, its data too. */
  async end(): Promise<void> {
    await this.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
