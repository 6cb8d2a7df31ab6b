import { type Exit, launch, type RunningProcess } from '@kcs/private-servers';
import type { CuttableProxy } from '../network/cuttable-proxy.ts';
import { CollectedLines } from './collected-lines.ts';
import { freezeProcess } from './freeze-process.ts';
import { type Probe, untilReady } from './until-ready.ts';

/** A replica's own connections to Redis and NATS, which a test can cut for this process only. */
export interface Links {
  readonly redis: CuttableProxy;
  readonly nats: CuttableProxy;
}

export interface ServicePlan {
  readonly name: string;
  /** The compiled program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly ops: string;
  /** Set only with `cuttable: true`. */
  readonly links?: Links | undefined;
}

export interface StartServiceOptions {
  /** Overrides variables of the environment for this run. */
  env?: Record<string, string>;
  /** The probe that ends the start. Default: `/readyz` answers 200. */
  probe?: Probe;
}

const STOP_WITHIN_MS = 30_000;

/** One replica of a service as a child process. Its ports and name stay the same when it is restarted. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly ops: string;
  readonly log = new CollectedLines();
  /** Every exit that the test did not cause. */
  readonly unexpectedEnds: Exit[] = [];
  readonly #plan: ServicePlan;
  #running: RunningProcess | undefined;
  #exit: Promise<Exit> = Promise.resolve({ code: null, signal: null });

  constructor(plan: ServicePlan) {
    this.#plan = plan;
    this.name = plan.name;
    this.url = plan.url;
    this.ops = plan.ops;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** The exit of the last run. */
  get exited(): Promise<Exit> {
    return this.#exit;
  }

  /** Throws unless the system was started with `cuttable: true`. */
  get links(): Links {
    if (!this.#plan.links)
      throw new Error('Start the system with { cuttable: true } to cut the links of a process');
    return this.#plan.links;
  }

  /** Starts the process. Resolves when it answers its probe. Does nothing if the process is running. */
  async start({ env = {}, probe = 'ready' }: StartServiceOptions = {}): Promise<void> {
    if (this.#running) return;
    const spec = {
      name: this.name,
      command: process.execPath,
      args: ['--enable-source-maps', this.#plan.program],
      env: { ...this.#plan.env, ...env },
      url: this.url,
      opsUrl: this.ops,
      // If the test process dies, the kernel ends the service at once, frozen or not.
      stopSignal: 'SIGKILL' as const,
      stopWithinMs: STOP_WITHIN_MS,
      probe: async () => undefined,
    };
    const running = launch(spec, (line) => this.log.add(line));
    this.#running = running;
    this.#exit = running.exited.then((exit) => {
      if (this.#running === running) {
        this.#running = undefined;
        this.unexpectedEnds.push(exit);
      }
      return exit;
    });
    await untilReady(this, probe);
  }

  /** Sends SIGTERM. Resolves with the exit code once the process is gone. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return (await this.#end(signal)).code;
  }

  /** Sends SIGKILL (`kill -9`) or another signal. Resolves once the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#end(signal);
  }

  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#end(signal);
    await this.start();
  }

  /** Suspends the process until `thaw`. It keeps its connections but does nothing. */
  freeze(): void {
    const pid = this.#running?.pid;
    if (pid) freezeProcess(pid);
  }

  thaw(): void {
    this.#running?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<Exit> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return this.#exit;
    running.kill(signal);
    const force = setTimeout(() => running.kill('SIGKILL'), STOP_WITHIN_MS);
    const exit = await running.exited;
    clearTimeout(force);
    return exit;
  }
}
