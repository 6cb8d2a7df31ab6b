import type { Logger } from '@kcs/service-kit';

/** Logs when a task starts to fail and when it succeeds again. Failed retries in between are not logged. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #task: string;
  #failing = false;

  /** `task` is the subject of the log messages, a capitalized phrase such as "Fetching missing events". */
  constructor(logger: Logger, task: string) {
    this.#logger = logger;
    this.#task = task;
  }

  /** Whether the last attempt of the task failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Reports a failed attempt. `logFields` says more about it. */
  failed(err: unknown, logFields: object = {}): void {
    if (this.#failing) this.#logger.debug({ err, ...logFields }, `${this.#task} is still failing`);
    else this.#logger.warn({ err, ...logFields }, `${this.#task} failed. Retrying.`);
    this.#failing = true;
  }

  succeeded(): void {
    if (this.#failing) this.#logger.info(`${this.#task} is working again`);
    this.#failing = false;
  }
}
