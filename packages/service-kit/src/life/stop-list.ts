import { withTimeout } from '../waiting/with-timeout.ts';

interface Entry {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
  readonly timeoutMs: number;
}

/** Told when a step failed or was cut short. */
type Report = (step: { name: string; error: unknown }) => void;

const STEP_TIMEOUT_MS = 10_000;

class LateStopError extends Error {
  constructor(ms: number) {
    super(`did not stop within ${ms} ms`);
  }
}

/** What a process does to end well, one step after the other in the order added. */
export class StopList {
  readonly #entries: Entry[] = [];
  readonly #report: Report;
  #run: Promise<boolean> | undefined;

  constructor(report: Report = () => undefined) {
    this.#report = report;
  }

  add(name: string, stop: () => Promise<void> | void, timeoutMs = STEP_TIMEOUT_MS): void {
    this.#entries.push({ name, stop, timeoutMs });
  }

  /** Runs the steps once, whoever calls; a step that fails or is late is left behind and the next one runs. True = all in time. */
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
