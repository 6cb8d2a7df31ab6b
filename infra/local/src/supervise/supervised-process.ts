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

export interface Surroundings {
  state: StateFile;
  log: LogFile;
  say: (line: string) => void;
}

const FIRST_READY_WITHIN_MS = 60_000;
/** Ending so often before it was ready once is not bad luck. */
const ENDS_BEFORE_GIVING_UP = 3;
/** After so long in good health the next end counts as the first. */
const HEALTHY_MS = 10_000;

/** One process, started again whenever it ends by itself, always with the same command, port and environment. */
export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #around: Surroundings;
  readonly #stopping = new AbortController();
  #current: RunningProcess | undefined;
  #everReady = false;
  #failures = 0;
  #starting: Promise<void> | undefined;
  #loop: Promise<void> | undefined;

  constructor(spec: ProcessSpec, around: Surroundings) {
    this.#spec = spec;
    this.#around = around;
  }

  /** Resolves when it is usable for the first time; rejects if it cannot get there, with its last words. */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /** Ends it for good, in its own time up to the limit of its specification. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    await this.#current?.stop();
    await this.#starting?.catch(() => undefined);
    await this.#loop;
    this.#around.state.remove(this.#spec.name);
    this.#around.log.close();
  }

  /** Ends it at once. */
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
      this.#everReady = true;
    } catch (cause) {
      signal.throwIfAborted();
      throw new StartError(
        `${this.#spec.name} does not start: ${(cause as Error).message}\n${this.#around.log.lastLines()}`,
        `its whole log is in ${this.#around.log.path}`,
      );
    }
  }

  async #keepRunning(gaveUp: AbortController): Promise<void> {
    const { name } = this.#spec;
    while (!this.#stopping.signal.aborted) {
      const startedAt = Date.now();
      const exit = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      this.#failures = this.#everReady && Date.now() - startedAt > HEALTHY_MS ? 1 : this.#failures + 1;
      if (!this.#everReady && this.#failures >= ENDS_BEFORE_GIVING_UP) {
        gaveUp.abort(new Error(`it ended ${this.#failures} times (${describe(exit)})`));
        return;
      }
      const delay = restartDelayMs(this.#failures);
      this.#around.say(`${name} ended (${describe(exit)}); starting it again`);
      this.#around.log.write(`--- ${name} ended (${describe(exit)}), next start within ${delay} ms`);
      await pause(delay, this.#stopping.signal).catch(() => undefined);
    }
  }

  async #runOnce(): Promise<Exit> {
    const { name, url, opsUrl } = this.#spec;
    const { state, log, say } = this.#around;
    const running = launch(this.#spec, (line) => {
      log.write(line);
      const important = importantLine(line);
      if (important) say(`${name}: ${important}`);
    });
    this.#current = running;
    state.set({ name, pid: running.pid, url, opsUrl, identity: processIdentity(running.pid) ?? null });
    if (this.#everReady) this.#announceReturn(running);
    const exit = await running.exited;
    state.set({ name, pid: null, url, opsUrl, identity: null });
    return exit;
  }

  #announceReturn(running: RunningProcess): void {
    const ended = new AbortController();
    running.exited.then(() => ended.abort());
    this.#untilReady(AbortSignal.any([this.#stopping.signal, ended.signal])).then(
      () => this.#around.say(`${this.#spec.name} is back (pid ${running.pid})`),
      () => {
        // It ended again, or never got ready: the loop and the log tell that.
      },
    );
  }

  #untilReady(signal: AbortSignal): Promise<void> {
    const { name } = this.#spec;
    return waitUntil(() => this.#spec.probe(signal), {
      what: name,
      timeoutMs: FIRST_READY_WITHIN_MS,
      signal,
    });
  }
}

function describe({ code, signal, error }: Exit): string {
  return error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
}
