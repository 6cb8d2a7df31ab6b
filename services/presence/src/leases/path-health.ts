/** One probe of this process's path to Redis and NATS. Times are monotonic, except `redisMs`, which is Redis' clock. */
export interface Probe {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Null if the probe failed or timed out. */
  readonly redisMs: number | null;
  /** Redis lost data that this process has seen. */
  readonly rolledBack: boolean;
  /** Nothing at all is registered. */
  readonly nothingRegistered: boolean;
}

export interface PathHealth {
  /** The time since which the path has worked without a break; null while it is broken. */
  readonly healthySince: number | null;
  readonly last: { readonly endedAt: number; readonly redisMs: number } | null;
}

export const UNPROVEN: PathHealth = { healthySince: null, last: null };

/**
 * Returns the health after a probe. A healthy path means that a silent gateway had every chance to be received. A lease
 * outlives two heartbeats, so a stall shorter than one heartbeat cannot end it. Only longer stalls break the path: a slow
 * response, a gap between probes (this process was blocked), or a jump of Redis' clock. If nothing is registered at the
 * first probe, nobody could go offline by mistake, so the path counts as always healthy.
 */
export function observe(health: PathHealth, probe: Probe, heartbeatMs: number): PathHealth {
  if (probe.redisMs === null) return { healthySince: null, last: health.last };
  const last = { endedAt: probe.endedAt, redisMs: probe.redisMs };
  if (probe.rolledBack) return { healthySince: probe.endedAt, last };
  if (health.last === null && probe.nothingRegistered)
    return { healthySince: Number.NEGATIVE_INFINITY, last };
  const isBroken =
    health.healthySince === null ||
    health.last === null ||
    probe.endedAt - probe.startedAt > heartbeatMs ||
    probe.endedAt - health.last.endedAt > 1.5 * heartbeatMs ||
    Math.abs(probe.redisMs - health.last.redisMs - (probe.endedAt - health.last.endedAt)) > heartbeatMs;
  return { healthySince: isBroken ? probe.endedAt : health.healthySince, last };
}

/** Returns for how long the path has been healthy, in ms; 0 while it is broken. */
export function healthyFor(health: PathHealth, now: number): number {
  return health.healthySince === null ? 0 : now - health.healthySince;
}
