import type { Logger, Stoppable } from '@kcs/service-kit';
import { every } from '@kcs/service-kit';

const CANARY_INTERVAL_MS = 1_000;
/**
 * How long the Redis path may return no echo before it counts as silent. The time covers three canaries. It is longer
 * than a slow Redis command, but short enough for people who are waiting for a message.
 */
export const MAX_SILENCE_MS = 3_500;

interface CanaryOptions {
  /** Publishes the value to this gateway over Redis. May reject. */
  readonly send: (value: string) => Promise<unknown>;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** Called when the Redis path starts or stops working. */
interface CanaryListener {
  readonly onAlive: () => void;
  readonly onSilent: () => void;
}

/**
 * Proves the Redis path end to end: publishes a message to this gateway every second and waits for its echo. The path
 * counts as silent before the first echo, and again when no echo has arrived for `MAX_SILENCE_MS`, even if all connections
 * look healthy (TRAP-11).
 */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #now: () => number;
  #listener: CanaryListener | undefined;
  #echoAt = Number.NEGATIVE_INFINITY;
  #alive = false;
  #sent = 0;
  #timer: Stoppable | undefined;

  constructor(options: CanaryOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get alive(): boolean {
    return this.#alive;
  }

  start(listener: CanaryListener): void {
    const { logger } = this.#options;
    this.#listener = listener;
    this.#timer = every(CANARY_INTERVAL_MS, () => this.send(), { logger, name: 'canary' });
    void this.send();
  }

  /** Sends one canary now. Reports silence if the last echo is too old. */
  async send(): Promise<void> {
    if (this.#alive && this.#now() - this.#echoAt > MAX_SILENCE_MS) this.silence();
    this.#sent += 1;
    await this.#options.send(String(this.#sent)).catch(() => {});
  }

  /** Call this when the echo of a canary arrives. */
  echo(): void {
    this.#echoAt = this.#now();
    if (this.#alive) return;
    this.#alive = true;
    this.#listener?.onAlive();
  }

  /** Marks the path as silent immediately. Call this when the path is known to be broken before an echo is overdue. */
  silence(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#listener?.onSilent();
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
