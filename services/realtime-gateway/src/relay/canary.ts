import type { Logger, Stoppable } from '@kcs/service-kit';
import { repeatEvery } from '@kcs/service-kit';

const CANARY_INTERVAL_MS = 1_000;
/**
 * Maximum time without an echo of a canary message. After this time, the Redis path counts as broken. The time covers
 * three canary messages, so one slow Redis command does not break the path.
 */
export const MAX_CANARY_SILENCE_MS = 3_500;

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
 * Proves that messages get through Redis. The canary publishes a message to this gateway every second and waits for its
 * echo. The path counts as broken before the first echo and after `MAX_CANARY_SILENCE_MS` without an echo, even if all
 * connections look healthy (TRAP-11).
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
    this.#timer = repeatEvery(CANARY_INTERVAL_MS, () => this.send(), { logger, name: 'canary' });
    void this.send();
  }

  /** Publishes one canary message. If the last echo is too old, marks the Redis path as silent. */
  async send(): Promise<void> {
    if (this.#alive && this.#now() - this.#echoAt > MAX_CANARY_SILENCE_MS) this.markSilent();
    this.#sent += 1;
    await this.#options.send(String(this.#sent)).catch(() => {});
  }

  /** Records that the echo of a canary message has arrived. */
  receiveEcho(): void {
    this.#echoAt = this.#now();
    if (this.#alive) return;
    this.#alive = true;
    this.#listener?.onAlive();
  }

  /**
   * Marks the Redis path as silent. Call this method when something else shows that the path is broken, instead of
   * waiting until the echo is overdue.
   */
  markSilent(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#listener?.onSilent();
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
