import { NOTICES, type Presence, type PresenceStatus } from '@kcs/contracts';
import { type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from '../registry/registry.ts';

/**
 * Every replica's own copy of who was last told to be there, kept by hearing the notices of all replicas: Redis may
 * be wiped or come back with an old snapshot, and then nobody who is still there may be told to have gone. About
 * 100 bytes a person who is online.
 */
export class ToldMemory {
  readonly #registry: Registry;
  #told = new Map<string, PresenceStatus>();
  /** Notices heard while the registry is being read: newer than what is read. */
  #heard: Map<string, PresenceStatus | null> | null = null;
  #stale = true;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  listen(nc: NatsConnection, logger: Logger): Stoppable {
    return subscribeToNotice(nc, NOTICES.presenceChanged, (notice) => this.note(notice), logger);
  }

  note({ userId, status }: Pick<Presence, 'userId' | 'status'>): void {
    const told = status === 'offline' ? null : status;
    this.#heard?.set(userId, told);
    apply(this.#told, userId, told);
  }

  /** Notices may have been missed: the registry is read again at the next `refresh`. */
  markStale(): void {
    this.#stale = true;
  }

  /** Reads the registry if this memory may lack something. Only for a registry that did not lose its own. */
  async refresh(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    this.#heard = new Map();
    try {
      const told = await this.#registry.told();
      for (const [userId, status] of this.#heard) apply(told, userId, status);
      this.#told = told;
    } catch (error) {
      this.#stale = true;
      throw error;
    } finally {
      this.#heard = null;
    }
  }

  /** Gives a registry that lost its memory what was last told, unless another replica was first. */
  async giveBack(): Promise<void> {
    await this.#registry.adopt(new Map(this.#told));
  }
}

const apply = (told: Map<string, PresenceStatus>, userId: string, status: PresenceStatus | null): void => {
  if (status === null) told.delete(userId);
  else told.set(userId, status);
};
