import { ChatError } from '@kcs/contracts';
import { flushWithin, type Logger, withTimeout } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

import type { ToldMemory } from './notices/told-memory.ts';
import type { Evidence, Pulse, Registry } from './registry/registry.ts';
import { healthyFor, observe, type PathHealth, UNPROVEN } from './rules/path-health.ts';

interface PathWatchParts {
  readonly registry: Registry;
  readonly nc: NatsConnection;
  readonly memory: ToldMemory;
  readonly beatMs: number;
  readonly logger: Logger;
}

/**
 * Watches this process's own way to Redis and NATS. What takes people away asks here first how long the gateways
 * had every chance to be heard. Where Redis lost its memory it is given back what was last told.
 */
export class PathWatch {
  readonly #parts: PathWatchParts;
  #health: PathHealth = UNPROVEN;
  #seen: string | undefined;
  #evidence: Evidence | null = null;

  constructor(parts: PathWatchParts) {
    this.#parts = parts;
  }

  /** From the last probe; null while the path is broken. */
  get evidence(): Evidence | null {
    return this.#evidence;
  }

  healthyForMs(): number {
    return healthyFor(this.#health, performance.now());
  }

  async probe(): Promise<void> {
    const { beatMs, logger } = this.#parts;
    const startedAt = performance.now();
    const pulse = await this.#pulse();
    const endedAt = performance.now();
    this.#health = observe(
      this.#health,
      {
        startedAt,
        endedAt,
        redisMs: pulse?.redisMs ?? null,
        rolledBack: pulse?.rolledBack ?? false,
        nothingRegistered: pulse?.nothingRegistered ?? false,
      },
      beatMs,
    );
    this.#evidence = null;
    if (pulse === null) return;
    if (pulse.rolledBack) {
      logger.warn('Redis lost its memory; it is given what was last told');
      await this.#parts.memory.giveBack();
    }
    this.#seen = pulse.pulse;
    this.#evidence = { redisMs: pulse.redisMs, pulse: pulse.pulse };
    await this.#parts.memory.refresh();
  }

  async #pulse(): Promise<Pulse | null> {
    const { registry, nc, beatMs, logger } = this.#parts;
    const late = () => new ChatError('UNAVAILABLE', 'Redis did not answer in time.');
    try {
      const [pulse] = await Promise.all([
        withTimeout(registry.pulse(this.#seen), beatMs, late),
        flushWithin(nc, beatMs),
      ]);
      return pulse;
    } catch (err) {
      if (this.#health.healthySince !== null) logger.warn({ err }, 'The path to Redis or NATS is broken');
      return null;
    }
  }
}
