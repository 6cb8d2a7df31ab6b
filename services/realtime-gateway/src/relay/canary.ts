import type { Logger, Stoppable } from '@kcs/service-kit';
import { every } from '@kcs/service-kit';

export const CANARY_MS = 1_000;
/** Three beats without an echo: longer than a slow command, shorter than anyone would wait for a message. */
export const SILENCE_MS = 3_500;

export interface CanaryOptions {
  /** Publishes to ourselves. */
  readonly send: (value: string) => Promise<unknown>;
  readonly logger: Logger;
  readonly onSilent: () => void;
  readonly onEcho: () => void;
  readonly now?: () => number;
}

/**
 * Proves the Redis path from end to end by a message to ourselves each second. Silent until the first echo; silent
 * again when none came for `SILENCE_MS`, whatever the connections say of themselves.
 */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #now: () => number;
  #heardAt = Number.NEGATIVE_INFINITY;
  #alive = false;
  #beats = 0;
  #timer: Stoppable | undefined;

  constructor(options: CanaryOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get alive(): boolean {
    return this.#alive;
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(CANARY_MS, () => this.beat(), { logger, name: 'canary' });
    void this.beat();
  }

  async beat(): Promise<void> {
    if (this.#alive && this.#now() - this.#heardAt > SILENCE_MS) this.silence();
    this.#beats += 1;
    await this.#options.send(String(this.#beats)).catch(() => {});
  }

  /** The echo arrived. */
  heard(): void {
    this.#heardAt = this.#now();
    if (this.#alive) return;
    this.#alive = true;
    this.#options.onEcho();
  }

  /** The path is known to be broken before a beat shows it. */
  silence(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#options.onSilent();
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
