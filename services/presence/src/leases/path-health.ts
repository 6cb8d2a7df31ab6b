/**
 * One probe of this process's path to Redis and NATS. Times are monotonic, except `redisMs`, which is the time of
 * Redis.
 */
export interface Probe {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Null if the probe failed or timed out. */
  readonly redisMs: number | null;
  /** Redis lost data that this process has seen. */
  readonly rolledBack: boolean;
  /** The registry is completely empty. */
  readonly isEmpty: boolean;
}

export interface PathHealth {
  /** The time since which the path has worked without interruption; null while it is broken. */
  readonly healthySince: number | null;
  readonly last: { readonly endedAt: number; readonly redisMs: number } | null;
}

export const UNPROVEN: PathHealth = { healthySince: null, last: null };

/**
 * Returns the health after a probe. While the path is healthy, heartbeats of gateways can arrive. A gateway that stays
 * silent is then dead. A lease outlasts two heartbeats, so a stall shorter than one heartbeat cannot end it. Only
 * longer stalls break the path: a slow response, a gap between probes (this process was blocked), or a jump of Redis'
 * clock. If the registry is empty at the first probe, nobody can go offline by mistake, and the path counts as always
 * healthy.
 */
export function observe(health: PathHealth, probe: Probe, heartbeatMs: number): PathHealth {
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
export function healthyFor(health: PathHealth, now: number): number {
  return health.healthySince === null ? 0 : now - health.healthySince;
}
