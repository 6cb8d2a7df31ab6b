import { launchProcess, type ProcessExit, type RunningProcess } from '@kcs/private-servers';
import type { TestContext } from '../test-context.ts';
import { CollectedLines } from './collected-lines.ts';
import { freezeProcess } from './freeze-process.ts';

export interface TestProcessOptions {
  args?: readonly string[];
  /** The environment variables of the process. From the current process, it inherits only PATH. */
  env?: Readonly<Record<string, string | undefined>>;
}

const OUTPUT_LINE_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;

/** One run of a Node program as a child process. The process is killed when its test ends. */
export class TestProcess {
  /** The lines of standard output and standard error. */
  readonly log = new CollectedLines();
  readonly exited: Promise<ProcessExit>;
  readonly #running: RunningProcess;

  private constructor(program: string, { args = [], env = {} }: TestProcessOptions) {
    const definedEnvEntries = Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    this.#running = launchProcess(
      {
        name: program,
        command: process.execPath,
        args: ['--enable-source-maps', program, ...args],
        env: { PATH: process.env.PATH ?? '', ...Object.fromEntries(definedEnvEntries) },
        url: 'none:',
        opsUrl: null,
        // If the process that runs the tests dies, the kernel immediately kills the process that is started here.
        stopSignal: 'SIGKILL',
        stopWithinMs: STOP_TIMEOUT_MS,
        probe: async () => undefined,
      },
      (line) => this.log.add(line),
    );
    this.exited = this.#running.exited;
  }

  /** Starts a Node program file. Returns immediately, without waiting for output. */
  static start(
    t: Pick<TestContext, 'teardown'>,
    program: string,
    options: TestProcessOptions = {},
  ): TestProcess {
    const testProcess = new TestProcess(program, options);
    t.teardown(() => testProcess.kill());
    return testProcess;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /**
   * Resolves with the first output line that contains `text` or, if `text` is a function, for which it returns true.
   * The line may be written before or after this call. If the process exits first, or if no line matches within 30 s,
   * throws an error that contains the last lines.
   */
  async line(text: string | ((line: string) => boolean)): Promise<string> {
    const matchesLine = typeof text === 'string' ? (line: string) => line.includes(text) : text;
    let timeoutTimer: NodeJS.Timeout | undefined;
    const timeoutReasonPromise = new Promise<string>((resolve) => {
      timeoutTimer = setTimeout(
        resolve,
        OUTPUT_LINE_TIMEOUT_MS,
        `it was not written within ${OUTPUT_LINE_TIMEOUT_MS} ms`,
      );
    });
    const exitReasonPromise = this.exited.then(
      ({ code, signal }) => `the process exited first (${signal ?? code})`,
    );
    const rejectionUnlessMatched = Promise.race([timeoutReasonPromise, exitReasonPromise]).then((why) => {
      throw new Error(`No output line matched ${String(text)}: ${why}. Last lines:\n${this.log.tail(30)}`);
    });
    try {
      return await Promise.race([this.log.first(matchesLine), rejectionUnlessMatched]);
    } finally {
      clearTimeout(timeoutTimer);
    }
  }

  /** Sends a signal, SIGTERM by default. Resolves with the exit code; null if the signal killed the process. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#running.kill(signal);
    return this.exitCode();
  }

  async exitCode(): Promise<number | null> {
    return (await this.exited).code;
  }

  /** Sends SIGKILL (`kill -9`). Resolves after the process has exited. */
  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }

  /** Suspends the process until `thaw` is called. Its connections stay open, but nothing is processed. */
  freeze(): void {
    freezeProcess(this.pid);
  }

  thaw(): void {
    this.#running.kill('SIGCONT');
  }
}
