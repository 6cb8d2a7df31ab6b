import { ChatError } from '@kcs/contracts';
import { flushWithin, type Logger, withTimeout } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { PublishedStatuses } from '../registry/published-statuses.ts';
import type { Evidence, Pulse } from '../registry/pulse.ts';
import type { Registry } from '../registry/registry.ts';
import {
  computeHealthAfterProbe,
  computeHealthyDurationMs,
  type PathHealth,
  UNKNOWN_PATH_HEALTH,
} from './path-health.ts';

interface PathWatchDeps {
  readonly registry: Pick<Registry, 'pulse'>;
  readonly nc: NatsConnection;
  readonly published: Pick<PublishedStatuses, 'refresh' | 'restoreRegistry'>;
  readonly heartbeatMs: number;
  readonly logger: Logger;
  /** Called when the path watch has noticed that Redis has lost data. */
  readonly onDataLost?: () => void;
}

/**
 * Monitors whether this process can reach Redis and NATS. The reaper takes users offline only after both have been
 * reachable long enough for heartbeats to arrive. If Redis has lost data, the path watch restores the published
 * statuses.
 */
export class PathWatch {
  readonly #deps: PathWatchDeps;
  #health: PathHealth = UNKNOWN_PATH_HEALTH;
  #lastPulse: string | undefined;
  #evidence: Evidence | null = null;

  constructor(deps: PathWatchDeps) {
    this.#deps = deps;
  }

  /** Proof that Redis and NATS were reachable at the last probe; null if that probe failed. */
  get evidence(): Evidence | null {
    return this.#evidence;
  }

  healthyForMs(): number {
    return computeHealthyDurationMs(this.#health, performance.now());
  }

  /**
   * Checks Redis and NATS once and records the result. Rejects only if the published statuses cannot be restored or
   * read.
   */
  async probe(): Promise<void> {
    const { heartbeatMs, logger, published, onDataLost } = this.#deps;
    const startedAt = performance.now();
    const pulse = await this.#readPulse();
    const endedAt = performance.now();
    this.#health = computeHealthAfterProbe(
      this.#health,
      {
        startedAt,
        endedAt,
        redisMs: pulse?.redisMs ?? null,
        rolledBack: pulse?.rolledBack ?? false,
        isEmpty: pulse?.isEmpty ?? false,
      },
      heartbeatMs,
    );
    this.#evidence = null;
    if (pulse === null) return;
    if (pulse.rolledBack) {
      logger.warn('Redis lost data. Restoring the published statuses.');
      onDataLost?.();
      await published.restoreRegistry();
    }
    this.#lastPulse = pulse.pulse;
    this.#evidence = { redisMs: pulse.redisMs, pulse: pulse.pulse };
    await published.refresh();
  }

  async #readPulse(): Promise<Pulse | null> {
    const { registry, nc, heartbeatMs, logger } = this.#deps;
    const createTimeoutError = () =>
      new ChatError('UNAVAILABLE', 'Redis did not respond in time. Try again in a moment.');
    try {
      const [pulse] = await Promise.all([
        withTimeout(registry.pulse(this.#lastPulse), heartbeatMs, createTimeoutError),
        flushWithin(nc, heartbeatMs),
      ]);
      return pulse;
    } catch (err) {
      if (this.#health.healthySince !== null) {
        logger.warn(
          { err },
          'Redis or NATS is unreachable. Leases and grace periods will not end until both are reachable again.',
        );
      }
      return null;
    }
  }
}
