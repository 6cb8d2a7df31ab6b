import { launchProcess, type ProcessExit, type RunningProcess } from '@kcs/private-servers';
import { CollectedLines } from './collected-lines.ts';
import { freezeProcess } from './freeze-process.ts';
import type { ServicePlan, ServiceProxies } from './service-plan.ts';
import { type StartHealthCheck, waitUntilReady } from './wait-until-ready.ts';

export interface StartServiceOptions {
  /** Environment variables for this run only. They override the variables in the service plan. */
  env?: Record<string, string>;
  /** The program file for this run only, such as that of another version. Default: the program in the service plan. */
  program?: string;
  /** The health check that must succeed before the start counts as complete. Default: `/readyz` returns 200. */
  probe?: StartHealthCheck;
}

/** Longer than the longest drain of a gateway. */
const STOP_TIMEOUT_MS = 90_000;

/** One replica of a service, running as a child process. Its name and ports stay the same across restarts. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly ops: string;
  readonly log = new CollectedLines();
  /** Descriptions of the process exits that the test did not cause. */
  readonly unexpectedEnds: ProcessExit[] = [];
  readonly #plan: ServicePlan;
  #running: RunningProcess | undefined;
  #exit: Promise<ProcessExit> = Promise.resolve({ code: null, signal: null });

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

  /** Resolves with the exit code and signal of the current or most recent run. */
  get exited(): Promise<ProcessExit> {
    return this.#exit;
  }

  /** The replica's proxies to Redis and NATS. Throws unless the system was started with `cuttable: true`. */
  get links(): ServiceProxies {
    if (!this.#plan.links)
      throw new Error(
        'The connections of a process can be cut only if the system is started with { cuttable: true }',
      );
    return this.#plan.links;
  }

  /** Starts the process. Resolves when its health check succeeds. Does nothing if the process is already running. */
  async start({ env = {}, program, probe = 'ready' }: StartServiceOptions = {}): Promise<void> {
    if (this.#running) return;
    const launchSpec = {
      name: this.name,
      command: process.execPath,
      args: [program ?? this.#plan.program],
      env: { ...this.#plan.env, ...env },
      url: this.url,
      opsUrl: this.ops,
      // If the test process dies, the kernel kills the service immediately, even if the service is frozen.
      stopSignal: 'SIGKILL' as const,
      stopWithinMs: STOP_TIMEOUT_MS,
      probe: async () => undefined,
    };
    const runningProcess = launchProcess(launchSpec, (line) => this.log.add(line));
    this.#running = runningProcess;
    this.#exit = runningProcess.exited.then((exit) => {
      if (this.#running === runningProcess) {
        this.#running = undefined;
        this.unexpectedEnds.push(exit);
      }
      return exit;
    });
    await waitUntilReady(this, probe);
  }

  /** Sends SIGTERM by default. Resolves with the exit code after the process has exited. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return (await this.#end(signal)).code;
  }

  /** Sends SIGKILL (`kill -9`) by default. Resolves after the process has exited. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#end(signal);
  }

  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#end(signal);
    await this.start();
  }

  /** Suspends the process until `thaw` is called. Its connections stay open, but nothing is processed. */
  freeze(): void {
    const runningPid = this.#running?.pid;
    if (runningPid) freezeProcess(runningPid);
  }

  thaw(): void {
    this.#running?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<ProcessExit> {
    const runningProcess = this.#running;
    this.#running = undefined;
    if (!runningProcess) return this.#exit;
    runningProcess.kill(signal);
    const killTimer = setTimeout(() => runningProcess.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const processExit = await runningProcess.exited;
    clearTimeout(killTimer);
    return processExit;
  }
}
