import { NOTICES, type Presence, type PresenceStatus } from '@kcs/contracts';
import { type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from './registry.ts';

/**
 * A copy of the last published status of every online user, built from the notices of all replicas. If Redis loses
 * data, the copy prevents online users from being published as offline. The copy takes about 100 bytes per online user.
 */
export class PublishedStatuses {
  readonly #registry: Pick<Registry, 'publishedStatuses' | 'restorePublished'>;
  #statuses = new Map<string, PresenceStatus>();
  /**
   * Statuses from notices that arrive while the registry is being read. They are newer than the statuses in the
   * registry.
   */
  #receivedMeanwhile: Map<string, PresenceStatus | null> | null = null;
  #isStale = true;

  constructor(registry: Pick<Registry, 'publishedStatuses' | 'restorePublished'>) {
    this.#registry = registry;
  }

  subscribe(nc: NatsConnection, logger: Logger): Stoppable {
    return subscribeToNotice(nc, NOTICES.presenceChanged, (notice) => this.record(notice), logger);
  }

  record({ userId, status }: Pick<Presence, 'userId' | 'status'>): void {
    const onlineStatusOrNull = status === 'offline' ? null : status;
    this.#receivedMeanwhile?.set(userId, onlineStatusOrNull);
    applyStatus(this.#statuses, userId, onlineStatusOrNull);
  }

  /**
   * Marks this copy as stale, because this replica may have missed notices. The next `refresh` reads the statuses from
   * the registry again.
   */
  markStale(): void {
    this.#isStale = true;
  }

  /**
   * Reads the published statuses from the registry if this copy is stale. If the registry has lost data,
   * `restoreRegistry` must be called first.
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
   * Restores the published statuses in the registry after the registry lost data. Does nothing if another replica has
   * already restored them.
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
