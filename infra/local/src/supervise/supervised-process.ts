import {
  launchProcess,
  type ProcessExit,
  type ProcessSpec,
  pauseWithJitter,
  type RunningProcess,
  StartError,
  waitUntil,
} from '@kcs/private-servers';
import { describeExit } from './describe-exit.ts';
import { extractErrorMessage } from './important-line.ts';
import type { LogFile } from './log-file.ts';
import { identifyProcess } from './process-identity.ts';
import { getRestartDelayMs } from './restart-delay.ts';
import type { StateFile } from './state-file.ts';

export interface SupervisedProcessDependencies {
  state: StateFile;
  log: LogFile;
  say: (line: string) => void;
  showLastLines: boolean;
}

const READINESS_TIMEOUT_MS = 60_000;
/** The number of exits after which the supervisor gives up on a process that was never ready. */
const MAX_EXITS_BEFORE_READY = 3;
/**
 * A process that has run for this long counts as healthy. Its next exit then counts as a first failure, so the restart
 * delay is short again.
 */
const HEALTHY_AFTER_MS = 10_000;

/**
 * Keeps one process running until `stop` is called: after every exit, restarts it with the same command, port, and
 * environment.
 */
export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #deps: SupervisedProcessDependencies;
  readonly #stopping = new AbortController();
  #current: RunningProcess | undefined;
  #wasReady = false;
  #failures = 0;
  #starting: Promise<void> | undefined;
  #loop: Promise<void> | undefined;
  /**
   * The controller that is aborted to end the current run of the process and start the next one. Each run has its own
   * controller.
   */
  #restarting = new AbortController();

  constructor(spec: ProcessSpec, deps: SupervisedProcessDependencies) {
    this.#spec = spec;
    this.#deps = deps;
  }

  get name(): string {
    return this.#spec.name;
  }

  /**
   * Starts the process. Resolves once it is ready for the first time. If it does not become ready, throws a StartError
   * with its last lines of output.
   */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /**
   * Ends the current run and immediately starts the next one. If the process is waiting for a restart, ends the wait.
   */
  async restart(): Promise<void> {
    this.#restarting.abort();
    await this.#current?.stop();
  }

  /** Stops the process for good. Kills it if it does not end in time. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    await this.#current?.stop();
    await this.#starting?.catch(() => undefined);
    await this.#loop;
    this.#deps.state.remove(this.#spec.name);
    this.#deps.log.close();
  }

  /** Kills the process immediately and does not restart it. */
  force(): void {
    this.#stopping.abort(new Error('stopping'));
    this.#current?.kill('SIGKILL');
  }

  async #start(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#spec.prepare?.(signal);
    signal.throwIfAborted();
    const giveUpController = new AbortController();
    this.#loop = this.#keepRunning(giveUpController);
    try {
      await this.#untilReady(AbortSignal.any([signal, giveUpController.signal]));
      this.#wasReady = true;
    } catch (cause) {
      signal.throwIfAborted();
      throw new StartError(
        `${this.#spec.name} does not start: ${(cause as Error).message}\n${this.#deps.log.lastLines()}`,
        `Read the complete log: ${this.#deps.log.path}`,
      );
    }
  }

  async #keepRunning(giveUpController: AbortController): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const runStartedAt = Date.now();
      this.#restarting = new AbortController();
      const processExit = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      if (this.#restarting.signal.aborted) {
        this.#failures = 0;
        continue;
      }
      this.#failures =
        this.#wasReady && Date.now() - runStartedAt > HEALTHY_AFTER_MS ? 1 : this.#failures + 1;
      if (!this.#wasReady && this.#failures >= MAX_EXITS_BEFORE_READY) {
        giveUpController.abort(new Error(`it ended ${this.#failures} times (${describeExit(processExit)})`));
        return;
      }
      await this.#waitAfter(processExit);
    }
  }

  async #runOnce(): Promise<ProcessExit> {
    const { log, say } = this.#deps;
    const runningProcess = launchProcess(this.#spec, (line) => {
      log.write(line);
      const errorMessage = extractErrorMessage(line);
      if (errorMessage) say(`${this.#spec.name}: ${errorMessage}`);
    });
    this.#current = runningProcess;
    this.#record(runningProcess.pid);
    if (this.#wasReady) this.#announceReturn(runningProcess);
    const processExit = await runningProcess.exited;
    this.#record(null);
    return processExit;
  }

  async #waitAfter(exit: ProcessExit): Promise<void> {
    const { name } = this.#spec;
    const restartDelayMs = getRestartDelayMs(this.#failures);
    if (this.#deps.showLastLines) this.#deps.say(this.#deps.log.lastLines());
    this.#deps.say(`${name} ended (${describeExit(exit)}). Restarting it.`);
    this.#deps.log.write(`--- ${name} ended (${describeExit(exit)}), next start within ${restartDelayMs} ms`);
    const interruptSignal = AbortSignal.any([this.#stopping.signal, this.#restarting.signal]);
    await pauseWithJitter(restartDelayMs, interruptSignal).catch(() => undefined);
  }

  #record(pid: number | null): void {
    const { name, url, opsUrl, inspectPort } = this.#spec;
    const processIdentity = pid === null ? null : (identifyProcess(pid) ?? null);
    this.#deps.state.set({
      name,
      pid,
      url,
      opsUrl,
      identity: processIdentity,
      ...(inspectPort && { inspectPort }),
    });
  }

  #announceReturn(running: RunningProcess): void {
    const runEndController = new AbortController();
    running.exited.then(() => runEndController.abort());
    this.#untilReady(AbortSignal.any([this.#stopping.signal, runEndController.signal])).then(
      () => this.#deps.say(`${this.#spec.name} is back (pid ${running.pid})`),
      () => {
        // The process ended again, or did not become ready. Its restart loop and its log file report this.
      },
    );
  }

  #untilReady(signal: AbortSignal): Promise<void> {
    return waitUntil(() => this.#spec.probe(signal), {
      name: this.#spec.name,
      timeoutMs: READINESS_TIMEOUT_MS,
      signal,
    });
  }
}
