import {
  type Exit,
  launch,
  type ProcessSpec,
  pause,
  type RunningProcess,
  StartError,
  waitUntil,
} from '@kcs/private-servers';
import { importantLine } from './important-line.ts';
import type { LogFile } from './log-file.ts';
import { processIdentity } from './process-identity.ts';
import { restartDelayMs } from './restart-delay.ts';
import type { StateFile } from './state-file.ts';

export interface SupervisedProcessDeps {
  state: StateFile;
  log: LogFile;
  say: (line: string) => void;
  showLastLines: boolean;
}

const READY_WITHIN_MS = 60_000;
/** The supervisor gives up after this many exits of a process that has never been ready. */
const MAX_EXITS_BEFORE_READY = 3;
/** After running this long, a process counts as healthy, and its next exit counts as the first failure. */
const HEALTHY_MS = 10_000;

/** Keeps one process running. Restarts it after every exit with the same command, port, and environment. */
export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #deps: SupervisedProcessDeps;
  readonly #stopping = new AbortController();
  #current: RunningProcess | undefined;
  #wasReady = false;
  #failures = 0;
  #starting: Promise<void> | undefined;
  #loop: Promise<void> | undefined;
  /** Aborted by `restart` to end the current run. Each run has a new controller. */
  #restarting = new AbortController();

  constructor(spec: ProcessSpec, deps: SupervisedProcessDeps) {
    this.#spec = spec;
    this.#deps = deps;
  }

  get name(): string {
    return this.#spec.name;
  }

  /**
   * Starts the process. Resolves when it is ready for the first time. Throws a StartError with its last lines of
   * output if it never becomes ready.
   */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /** Ends the current run and starts the next one immediately, even while a restart delay is pending. */
  async restart(): Promise<void> {
    this.#restarting.abort();
    await this.#current?.stop();
  }

  /** Stops the process permanently. Kills it if it does not end in time. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    await this.#current?.stop();
    await this.#starting?.catch(() => undefined);
    await this.#loop;
    this.#deps.state.remove(this.#spec.name);
    this.#deps.log.close();
  }

  /** Kills the process immediately. */
  force(): void {
    this.#stopping.abort(new Error('stopping'));
    this.#current?.kill('SIGKILL');
  }

  async #start(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#spec.prepare?.(signal);
    signal.throwIfAborted();
    const gaveUp = new AbortController();
    this.#loop = this.#keepRunning(gaveUp);
    try {
      await this.#untilReady(AbortSignal.any([signal, gaveUp.signal]));
      this.#wasReady = true;
    } catch (cause) {
      signal.throwIfAborted();
      throw new StartError(
        `${this.#spec.name} does not start: ${(cause as Error).message}\n${this.#deps.log.lastLines()}`,
        `Read its complete log: ${this.#deps.log.path}`,
      );
    }
  }

  async #keepRunning(gaveUp: AbortController): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const startedAt = Date.now();
      this.#restarting = new AbortController();
      const exit = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      if (this.#restarting.signal.aborted) {
        this.#failures = 0;
        continue;
      }
      this.#failures = this.#wasReady && Date.now() - startedAt > HEALTHY_MS ? 1 : this.#failures + 1;
      if (!this.#wasReady && this.#failures >= MAX_EXITS_BEFORE_READY) {
        gaveUp.abort(new Error(`it ended ${this.#failures} times (${describe(exit)})`));
        return;
      }
      await this.#waitAfter(exit);
    }
  }

  async #runOnce(): Promise<Exit> {
    const { log, say } = this.#deps;
    const running = launch(this.#spec, (line) => {
      log.write(line);
      const important = importantLine(line);
      if (important) say(`${this.#spec.name}: ${important}`);
    });
    this.#current = running;
    this.#record(running.pid);
    if (this.#wasReady) this.#announceReturn(running);
    const exit = await running.exited;
    this.#record(null);
    return exit;
  }

  async #waitAfter(exit: Exit): Promise<void> {
    const { name } = this.#spec;
    const delayMs = restartDelayMs(this.#failures);
    if (this.#deps.showLastLines) this.#deps.say(this.#deps.log.lastLines());
    this.#deps.say(`${name} ended (${describe(exit)}). Restarting it.`);
    this.#deps.log.write(`--- ${name} ended (${describe(exit)}), next start within ${delayMs} ms`);
    const interrupted = AbortSignal.any([this.#stopping.signal, this.#restarting.signal]);
    await pause(delayMs, interrupted).catch(() => undefined);
  }

  #record(pid: number | null): void {
    const { name, url, opsUrl, inspectPort } = this.#spec;
    const identity = pid === null ? null : (processIdentity(pid) ?? null);
    this.#deps.state.set({ name, pid, url, opsUrl, identity, ...(inspectPort && { inspectPort }) });
  }

  #announceReturn(running: RunningProcess): void {
    const ended = new AbortController();
    running.exited.then(() => ended.abort());
    this.#untilReady(AbortSignal.any([this.#stopping.signal, ended.signal])).then(
      () => this.#deps.say(`${this.#spec.name} is back (pid ${running.pid})`),
      () => {
        // The process ended again or never became ready. The restart loop and the log report the failure.
      },
    );
  }

  #untilReady(signal: AbortSignal): Promise<void> {
    return waitUntil(() => this.#spec.probe(signal), {
      name: this.#spec.name,
      timeoutMs: READY_WITHIN_MS,
      signal,
    });
  }
}

function describe({ code, signal, error }: Exit): string {
  return error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
}
