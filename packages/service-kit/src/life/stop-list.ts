import { withTimeout } from '../waiting.ts';

interface Entry {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
  readonly timeoutMs: number;
}

/** Called for each step that failed or took too long. */
type Report = (step: { name: string; error: unknown }) => void;

const STEP_TIMEOUT_MS = 10_000;

class LateStopError extends Error {
  constructor(ms: number) {
    super(`did not stop within ${ms} ms`);
  }
}

/** The steps that stop a process. They run one after the other, in the order added. */
export class StopList {
  readonly #entries: Entry[] = [];
  readonly #report: Report;
  #run: Promise<boolean> | undefined;

  constructor(report: Report = () => undefined) {
    this.#report = report;
  }

  /** Adds a step. `timeoutMs` limits how long the list waits for it. */
  add(name: string, stop: () => Promise<void> | void, timeoutMs = STEP_TIMEOUT_MS): void {
    this.#entries.push({ name, stop, timeoutMs });
  }

  /** Runs the steps once; further calls wait for the same run. Returns false if any step failed or was late. */
  run(): Promise<boolean> {
    this.#run ??= this.#runAll();
    return this.#run;
  }

  async #runAll(): Promise<boolean> {
    let clean = true;
    for (const { name, stop, timeoutMs } of this.#entries) {
      try {
        await withTimeout(
          Promise.resolve().then(() => stop()),
          timeoutMs,
          () => new LateStopError(timeoutMs),
        );
      } catch (error) {
        clean = false;
        this.#report({ name, error });
      }
    }
    return clean;
  }
}
