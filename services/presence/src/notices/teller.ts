import { NOTICES } from '@kcs/contracts';
import { flushWithin, jittered, type Logger, publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

import type { PathWatch } from '../path-watch.ts';
import type { Registry, UntoldChange } from '../registry/registry.ts';
import { presenceOf } from '../rules/presence-of.ts';
import { retell } from '../rules/retell.ts';
import type { RoomsOfUser } from './rooms-of-user.ts';

interface TellerParts {
  readonly registry: Registry;
  readonly nc: NatsConnection;
  readonly rooms: Pick<RoomsOfUser, 'of'>;
  readonly watch: Pick<PathWatch, 'evidence'>;
  readonly replica: string;
  readonly onTold: (count: number) => void;
  readonly logger: Logger;
}

/** A claim must outlast asking for the rooms (1.5 s) and this. */
const FLUSH_MS = 1500;

/**
 * Tells every change of a person's visible state, at least once: a change is recorded as told after NATS has taken
 * the notice, so a replica that dies in between is followed by another that tells again. What was changed back
 * before it was told is not told. Of one person, notices go out one after the other, whichever replica tells.
 */
export class Teller {
  readonly #parts: TellerParts;
  #claims = 0;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Tells what is to be told, soon; any number of calls share a run. */
  kick(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.kick();
    });
  }

  /** When the run under way has ended. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = await this.#tellBatch();
      }
    } catch (err) {
      this.#again = false;
      this.#parts.logger.warn({ err }, 'Changes could not be told; they are tried again');
    }
  }

  /** True while more may wait. */
  async #tellBatch(): Promise<boolean> {
    const { registry, nc, watch, replica, onTold } = this.#parts;
    // With the path broken, notices would pile up in this process: they wait in the registry.
    if (watch.evidence === null) return false;
    this.#claims += 1;
    const claim = `${replica}/${this.#claims}`;
    this.#again = false;
    const { changes, more } = await registry.takeChanges(claim, watch.evidence.pulse);
    const told = (await Promise.all(changes.map((change) => this.#publish(change, claim)))).filter(
      (change) => change !== null,
    );
    if (told.length > 0) {
      await flushWithin(nc, FLUSH_MS);
      await registry.recordTold(claim, told);
      onTold(told.length);
    }
    return more || this.#again;
  }

  async #publish(change: UntoldChange, claim: string): Promise<UntoldChange | null> {
    const { nc, registry, logger } = this.#parts;
    const roomIds = await this.#roomsOf(change);
    if (!Array.isArray(roomIds)) {
      await registry.postpone(claim, change.userId, jittered(roomIds.afterMs));
      return null;
    }
    const now = Date.now();
    const presence = presenceOf(change.userId, change, now);
    publishNotice(nc, NOTICES.presenceChanged, {
      ...presence,
      roomIds,
      timestamp: new Date(now).toISOString(),
    });
    logger.debug({ userId: change.userId, status: presence.status }, 'A change was told');
    return change;
  }

  async #roomsOf(change: UntoldChange): Promise<string[] | { afterMs: number }> {
    try {
      return await this.#parts.rooms.of(change.userId);
    } catch (err) {
      const next = retell(change.attempts);
      if (next !== 'without-rooms') return next;
      this.#parts.logger.warn({ err, userId: change.userId }, 'A change is told without rooms');
      return [];
    }
  }
}
