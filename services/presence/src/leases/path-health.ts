/**
 * The result of one probe of this process's path to Redis and NATS. Times are monotonic, except `redisMs`, which is
 * read from the clock of Redis.
 */
export interface Probe {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The Redis time of the probe in ms; null if the probe failed or timed out. */
  readonly redisMs: number | null;
  /** Whether Redis lost data that this process has seen. */
  readonly rolledBack: boolean;
  /** Whether the registry is completely empty. */
  readonly isEmpty: boolean;
}

export interface PathHealth {
  /** The time since which the path to Redis and NATS has worked without interruption; null while the path is broken. */
  readonly healthySince: number | null;
  readonly last: { readonly endedAt: number; readonly redisMs: number } | null;
}

export const UNKNOWN_HEALTH: PathHealth = { healthySince: null, last: null };

/**
 * Returns the health of this process's path to Redis and NATS after a probe. While the path is healthy, gateway
 * heartbeats can arrive, so a gateway that stays silent is dead. A lease outlasts two heartbeats, so a stall shorter
 * than one heartbeat cannot end a lease.
 *
 * Only a longer stall breaks the path: a slow response, a gap between probes (this process was blocked), or a jump of
 * the Redis clock. If the registry is empty at the first probe, nobody can go offline by mistake, so the path counts as
 * always healthy.
 */
export function healthAfterProbe(health: PathHealth, probe: Probe, heartbeatMs: number): PathHealth {
  if (probe.redisMs === null) return { healthySince: null, last: health.last };
  const last = { endedAt: probe.endedAt, redisMs: probe.redisMs };
  if (probe.rolledBack) return { healthySince: probe.endedAt, last };
  if (health.last === null && probe.isEmpty) return { healthySince: Number.NEGATIVE_INFINITY, last };
  const isBroken =
    health.healthySince === null ||
    health.last === null ||
    probe.endedAt - probe.startedAt > heartbeatMs ||
    probe.endedAt - health.last.endedAt > 1.5 * heartbeatMs ||
    Math.abs(probe.redisMs - health.last.redisMs - (probe.endedAt - health.last.endedAt)) > heartbeatMs;
  return { healthySince: isBroken ? probe.endedAt : health.healthySince, last };
}

/** Returns how long the path has been healthy, in ms; 0 while it is broken. */
export function healthyDurationMs(health: PathHealth, now: number): number {
  return health.healthySince === null ? 0 : now - health.healthySince;
}
