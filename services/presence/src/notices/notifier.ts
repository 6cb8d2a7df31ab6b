import { NOTICES } from '@kcs/contracts';
import { addJitter, flushWithin, type Logger, publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { PathWatch } from '../leases/path-watch.ts';
import type { PresenceChange } from '../registry/presence-change.ts';
import type { Registry } from '../registry/registry.ts';
import { planNextAttempt } from '../rules/push-rules.ts';
import { createPresence } from '../rules/views.ts';
import type { RoomsOfUser } from './rooms-of-user.ts';

interface NotifierDeps {
  readonly registry: Pick<Registry, 'claimChanges' | 'recordPublished' | 'postpone'>;
  readonly nc: NatsConnection;
  readonly rooms: Pick<RoomsOfUser, 'of'>;
  readonly pathWatch: Pick<PathWatch, 'evidence'>;
  readonly replica: string;
  readonly onPublished: (count: number) => void;
  readonly logger: Logger;
}

/**
 * How long NATS may take to confirm a batch of notices. A replica's claim on the batch must outlast this timeout plus
 * the timeout of the request for a user's rooms (1.5 s).
 */
const NATS_FLUSH_TIMEOUT_MS = 1500;

/**
 * Publishes changes to users' visible states. Each change is published at least once, unless it is reverted before it
 * is published. If a replica dies after publishing a change but before recording it as published, another replica
 * publishes the change again. Notices about one user stay in order, even if different replicas publish them.
 */
export class Notifier {
  readonly #deps: NotifierDeps;
  #claims = 0;
  #running: Promise<void> | null = null;
  #hasMore = false;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /**
   * Starts publishing pending changes and returns immediately. If changes are already being published, the current run
   * also publishes the new ones.
   */
  trigger(): void {
    this.#hasMore = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#hasMore) this.trigger();
    });
  }

  /** Resolves when the current publishing run has ended. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasMore) {
        this.#hasMore = await this.#publishBatch();
      }
    } catch (err) {
      this.#hasMore = false;
      this.#deps.logger.warn({ err }, 'Could not publish presence changes. Trying again.');
    }
  }

  /** Publishes one batch of changes. Returns true if more changes may be pending. */
  async #publishBatch(): Promise<boolean> {
    const { registry, nc, pathWatch, replica, onPublished } = this.#deps;
    // Leave the changes in Redis while Redis or NATS is unreachable. Otherwise, the changes would pile up in this
    // process.
    if (pathWatch.evidence === null) return false;
    this.#claims += 1;
    const claimId = `${replica}/${this.#claims}`;
    this.#hasMore = false;
    const { changes, more, claimedAt } = await registry.claimChanges(claimId, pathWatch.evidence.pulse);
    const publishedChanges = (
      await Promise.all(changes.map((change) => this.#publish(change, { claim: claimId, claimedAt })))
    ).filter((change) => change !== null);
    if (publishedChanges.length > 0) {
      await flushWithin(nc, NATS_FLUSH_TIMEOUT_MS);
      await registry.recordPublished(claimId, publishedChanges);
      onPublished(publishedChanges.length);
    }
    return more || this.#hasMore;
  }

  /**
   * Publishes the presence change and returns it. If the user's rooms cannot be loaded, postpones the change and
   * returns null.
   */
  async #publish(
    change: PresenceChange,
    { claim, claimedAt }: { readonly claim: string; readonly claimedAt: number },
  ): Promise<PresenceChange | null> {
    const { nc, registry, logger } = this.#deps;
    const roomIds = await this.#roomsOf(change);
    if (!Array.isArray(roomIds)) {
      await registry.postpone(claim, change.userId, addJitter(roomIds.afterMs));
      return null;
    }
    const userPresence = createPresence(change.userId, change, claimedAt);
    publishNotice(nc, NOTICES.presenceChanged, {
      ...userPresence,
      roomIds,
      // The timestamp comes from the Redis clock, so notices stay in order even if the clocks of replicas differ
      // (PRES-7). Clients drop a notice that is older than the last notice they received about the same user.
      timestamp: new Date(claimedAt).toISOString(),
    });
    logger.debug({ userId: change.userId, status: userPresence.status }, 'Published a presence change');
    return change;
  }

  async #roomsOf({ userId, attempts }: PresenceChange): Promise<string[] | { afterMs: number }> {
    try {
      return await this.#deps.rooms.of(userId);
    } catch (err) {
      const nextStep = planNextAttempt(attempts);
      if (nextStep !== 'publish-without-rooms') return nextStep;
      this.#deps.logger.warn(
        { err, userId },
        'Could not load the rooms of a user. Publishing the presence change to that user only.',
      );
      return [];
    }
  }
}
