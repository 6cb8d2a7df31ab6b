import type { Logger } from '@kcs/service-kit';

/** One line when something begins to fail and one when it works again, however many tries lie between. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #what: string;
  #failing = false;

  constructor(logger: Logger, what: string) {
    this.#logger = logger;
    this.#what = what;
  }

  /** Whether the last try failed. */
  get failing(): boolean {
    return this.#failing;
  }

  failed(err: unknown): void {
    if (this.#failing) this.#logger.debug({ err }, `${this.#what}: fails still`);
    else this.#logger.warn({ err }, `${this.#what}: fails, and is tried again`);
    this.#failing = true;
  }

  worked(): void {
    if (this.#failing) this.#logger.info(`${this.#what}: works again`);
    this.#failing = false;
  }
}
