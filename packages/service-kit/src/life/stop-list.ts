import { withTimeout } from '../waiting.ts';

interface StopStep {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
  readonly timeoutMs: number;
}

/** Called for each stop step that failed or exceeded its timeout. */
type ReportStepFailure = (step: { name: string; error: unknown }) => void;

const DEFAULT_STEP_TIMEOUT_MS = 10_000;

class StepTimeoutError extends Error {
  constructor(ms: number) {
    super(`did not stop within ${ms} ms`);
  }
}

/** The steps that stop a process. They run one after another, in the order in which they were added. */
export class StopList {
  readonly #entries: StopStep[] = [];
  readonly #report: ReportStepFailure;
  #run: Promise<boolean> | undefined;

  constructor(report: ReportStepFailure = () => undefined) {
    this.#report = report;
  }

  /** Adds a step. If the step takes longer than `timeoutMs`, the stop list continues with the next step. */
  add(name: string, stop: () => Promise<void> | void, timeoutMs = DEFAULT_STEP_TIMEOUT_MS): void {
    this.#entries.push({ name, stop, timeoutMs });
  }

  /**
   * Runs the steps. Further calls do not run them again but wait for the same run. Returns false if any step failed or
   * exceeded its timeout.
   */
  run(): Promise<boolean> {
    this.#run ??= this.#runAll();
    return this.#run;
  }

  async #runAll(): Promise<boolean> {
    let haveAllStepsSucceeded = true;
    for (const { name, stop, timeoutMs } of this.#entries) {
      try {
        await withTimeout(
          Promise.resolve().then(() => stop()),
          timeoutMs,
          () => new StepTimeoutError(timeoutMs),
        );
      } catch (error) {
        haveAllStepsSucceeded = false;
        this.#report({ name, error });
      }
    }
    return haveAllStepsSucceeded;
  }
}
