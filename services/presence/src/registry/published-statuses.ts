import { NOTICES, type Presence, type PresenceStatus } from '@kcs/contracts';
import { type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from './registry.ts';

/**
 * This replica's copy of each online user's last published status, built from the notices of all replicas. If Redis is
 * wiped or restored from an old snapshot, this copy prevents users who are still online from being published as
 * offline. It takes about 100 bytes per online user.
 */
export class PublishedStatuses {
  readonly #registry: Pick<Registry, 'publishedStatuses' | 'restorePublished'>;
  #statuses = new Map<string, PresenceStatus>();
  /** The notices received while the registry is being read. They are newer than the statuses in the registry. */
  #receivedMeanwhile: Map<string, PresenceStatus | null> | null = null;
  #isStale = true;

  constructor(registry: Pick<Registry, 'publishedStatuses' | 'restorePublished'>) {
    this.#registry = registry;
  }

  subscribe(nc: NatsConnection, logger: Logger): Stoppable {
    return subscribeToNotice(nc, NOTICES.presenceChanged, (notice) => this.record(notice), logger);
  }

  record({ userId, status }: Pick<Presence, 'userId' | 'status'>): void {
    const published = status === 'offline' ? null : status;
    this.#receivedMeanwhile?.set(userId, published);
    applyStatus(this.#statuses, userId, published);
  }

  /** Call this when notices may have been missed. The next `refresh` then reads the registry again. */
  markStale(): void {
    this.#isStale = true;
  }

  /**
   * Reads the published statuses from the registry if this copy is stale. Call this only if the registry has not lost
   * data.
   */
  async refresh(): Promise<void> {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#receivedMeanwhile = new Map();
    try {
      const statuses = await this.#registry.publishedStatuses();
      for (const [userId, status] of this.#receivedMeanwhile) applyStatus(statuses, userId, status);
      this.#statuses = statuses;
    } catch (error) {
      this.#isStale = true;
      throw error;
    } finally {
      this.#receivedMeanwhile = null;
    }
  }

  /**
   * Restores the published statuses in the registry from this copy, unless another replica was first. Call this after
   * the registry lost data.
   */
  async restoreRegistry(): Promise<void> {
    await this.#registry.restorePublished(new Map(this.#statuses));
  }
}

function applyStatus(
  statuses: Map<string, PresenceStatus>,
  userId: string,
  status: PresenceStatus | null,
): void {
  if (status === null) statuses.delete(userId);
  else statuses.set(userId, status);
}
