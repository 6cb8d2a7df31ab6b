import type { Logger, Stoppable } from '@kcs/service-kit';
import { every } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { Sequencer } from './sequencer.ts';

export const SWEEP_MS = 5_000;
/** Positions a request carries: 5,000 are about 250 KB, a quarter of what NATS takes at once. */
const ROOMS_PER_REQUEST = 5_000;

export interface HeadSweepOptions {
  readonly sequencer: Sequencer;
  readonly changedHeads: (positions: Record<string, number>) => Promise<Record<string, number | null>>;
  readonly logger: Logger;
  readonly onBehind: (rooms: number) => void;
  readonly onGone: (roomId: string) => void;
  /** The log ends below the position: it is another log than the one we followed. */
  readonly onRewound: (roomId: string, head: number) => void;
  /** chat-api answered: what it decides can be relied on now. */
  readonly onAnswered: () => void;
}

/**
 * Compares every open room with its log: every `SWEEP_MS`, and at once by `now()`. Finds the lost tail of a room,
 * which no later event shows. Asks even when no room is open, as proof that chat-api can be asked.
 */
export class HeadSweep {
  readonly #options: HeadSweepOptions;
  readonly #outage: OutageLog;
  #timer: Stoppable | undefined;
  #underWay: Promise<void> | undefined;
  #again = false;

  constructor(options: HeadSweepOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'comparing rooms with their logs');
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(SWEEP_MS, () => this.now(), { logger, name: 'head sweep' });
  }

  /** Sweeps and never fails; while one is under way, one more follows it, as rooms may have fallen behind meanwhile. */
  now(): Promise<void> {
    if (this.#underWay) this.#again = true;
    this.#underWay ??= this.#rounds()
      .then(
        () => this.#outage.worked(),
        (err) => this.#outage.failed(err),
      )
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      await this.#sweep();
    } while (this.#again);
  }

  async #sweep(): Promise<void> {
    const { sequencer, changedHeads, onAnswered } = this.#options;
    const all = sequencer.positions();
    for (let at = 0; at === 0 || at < all.length; at += ROOMS_PER_REQUEST) {
      const positions = Object.fromEntries(all.slice(at, at + ROOMS_PER_REQUEST));
      const heads = await changedHeads(positions);
      onAnswered();
      this.#compare(positions, heads);
    }
  }

  #compare(positions: Record<string, number>, heads: Record<string, number | null>): void {
    const { sequencer, onBehind, onGone, onRewound } = this.#options;
    let behind = 0;
    for (const [roomId, head] of Object.entries(heads)) {
      const asked = positions[roomId];
      if (asked === undefined) continue;
      if (head === null) onGone(roomId);
      else if (head < asked) onRewound(roomId, head);
      else {
        sequencer.heard(roomId, head);
        if ((sequencer.position(roomId) ?? head) < head) behind += 1;
      }
    }
    if (behind > 0) onBehind(behind);
  }
}
