import type { Logger, Stoppable } from '@kcs/service-kit';
import { repeatEvery } from '@kcs/service-kit';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { OutageLog } from '../health/outage-log.ts';
import type { Sequencer } from './sequencer.ts';

export const HEAD_SWEEP_INTERVAL_MS = 5_000;
/**
 * Maximum number of rooms in one request. The positions of 5,000 rooms take about 250 KB, a quarter of the maximum size
 * of a NATS message.
 */
const MAX_ROOMS_PER_REQUEST = 5_000;

interface HeadSweepOptions {
  readonly gate: Pick<DeliveryGate, 'chatApiAnswered'>;
  readonly sequencer: Sequencer;
  /**
   * Returns the head of each room whose head differs from the given position; null for a room that no longer exists.
   */
  readonly changedHeads: (positions: Record<string, number>) => Promise<Record<string, number | null>>;
  readonly logger: Logger;
  readonly onBehind: (rooms: number) => void;
  readonly onGone: (roomId: string) => void;
  /** Called when a room's log ends before this gateway's position, because the log was restored from a backup. */
  readonly onRewound: (roomId: string, head: number) => void;
}

/**
 * Compares every open room with its log every `HEAD_SWEEP_INTERVAL_MS`, and also when `sweepNow` is called. Finds lost
 * events at the end of a log, which no later event reveals. Sends a request even if no room is open, to check that
 * chat-api answers.
 */
export class HeadSweep {
  readonly #options: HeadSweepOptions;
  readonly #outage: OutageLog;
  #timer: Stoppable | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(options: HeadSweepOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Comparing rooms with their logs');
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = repeatEvery(HEAD_SWEEP_INTERVAL_MS, () => this.sweepNow(), { logger, name: 'head sweep' });
  }

  /**
   * Sweeps all open rooms now. Never throws. If a sweep is running, another one follows, because rooms may have fallen
   * behind after the running sweep checked them.
   */
  sweepNow(): Promise<void> {
    if (this.#running) this.#again = true;
    this.#running ??= this.#rounds()
      .then(
        () => this.#outage.succeeded(),
        (err) => this.#outage.failed(err),
      )
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
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
    const { gate, sequencer, changedHeads } = this.#options;
    const openRoomPositions = sequencer.positions();
    for (let at = 0; at === 0 || at < openRoomPositions.length; at += MAX_ROOMS_PER_REQUEST) {
      const positionsByRoomId = Object.fromEntries(openRoomPositions.slice(at, at + MAX_ROOMS_PER_REQUEST));
      const changedHeadsByRoomId = await changedHeads(positionsByRoomId);
      gate.chatApiAnswered();
      this.#compare(positionsByRoomId, changedHeadsByRoomId);
    }
  }

  #compare(positions: Record<string, number>, heads: Record<string, number | null>): void {
    const { sequencer, onBehind, onGone, onRewound } = this.#options;
    let roomsBehindCount = 0;
    for (const [roomId, head] of Object.entries(heads)) {
      const position = positions[roomId];
      if (position === undefined) continue;
      if (head === null) onGone(roomId);
      else if (head < position) onRewound(roomId, head);
      else {
        sequencer.observeHead(roomId, head);
        if ((sequencer.position(roomId) ?? head) < head) roomsBehindCount += 1;
      }
    }
    if (roomsBehindCount > 0) onBehind(roomsBehindCount);
  }
}
