import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, type PrivateServer, type PrivateServerOptions } from '@kcs/private-servers';
import { freezeProcess } from '../processes/freeze-process.ts';

type StartServerFunction = (options: PrivateServerOptions) => Promise<PrivateServer>;

/** The port and the temporary folder of a server. */
export class ServerLocation {
  readonly port: number;
  readonly dir: string;

  private constructor(port: number, dir: string) {
    this.port = port;
    this.dir = dir;
  }

  /** Chooses a free port, and creates a temporary folder named after `name`. */
  static async create(name: string): Promise<ServerLocation> {
    return new ServerLocation(
      await findFreePort(),
      await mkdtemp(join(await realpath(tmpdir()), `kcs-${name}-`)),
    );
  }
}

/**
 * A private server that a test can stop, kill, freeze, and start again. The server keeps its port and data when it
 * restarts.
 */
export class TestServer {
  readonly port: number;
  readonly #start: StartServerFunction;
  readonly #dir: string;
  #running: PrivateServer | undefined;
  #url = '';

  protected constructor({ port, dir }: ServerLocation, start: StartServerFunction) {
    this.#start = start;
    this.#dir = dir;
    this.port = port;
  }

  /** Starts a server with `start`, on a free port and in a temporary folder named after `name`. */
  static async start(name: string, start: StartServerFunction): Promise<TestServer> {
    const server = new TestServer(await ServerLocation.create(name), start);
    await server.start();
    return server;
  }

  /**
   * Returns a description of each operation that the server denied to one of our users. Every refusal is a mistake in
   * our code or permissions.
   */
  async refusals(): Promise<string[]> {
    return [];
  }

  get url(): string {
    return this.#url;
  }

  /** The process id of the current run. Undefined while the server is stopped. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Starts the server. Resolves when the server accepts connections, or immediately if the server is already running.
   */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = await this.#start({ dir: this.#dir, port: this.port });
    this.#url = this.#running.url;
  }

  /** Stops the server cleanly. */
  async stop(): Promise<void> {
    this.thaw();
    const server = this.#running;
    this.#running = undefined;
    await server?.stop();
  }

  /** Sends SIGKILL (`kill -9`). Resolves after the process has exited. Data that was written to disk is kept. */
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

  /** Kills the server, deletes its data, and starts it again. */
  async wipe(): Promise<void> {
    await this.kill();
    await rm(this.#dir, { recursive: true, force: true });
    await this.start();
  }

  /** Suspends the server until `thaw` is called. Its connections stay open, but it answers nothing. */
  freeze(): void {
    const runningPid = this.#running?.pid;
    if (runningPid) freezeProcess(runningPid);
  }

  thaw(): void {
    this.#running?.kill('SIGCONT');
  }

  /** Stops the server permanently and deletes its data. */
  async end(): Promise<void> {
    await this.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
