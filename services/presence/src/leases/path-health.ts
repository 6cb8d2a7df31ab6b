/**
 * The result of checking whether this process can reach Redis and NATS. `startedAt` and `endedAt` are monotonic times
 * in ms.
 */
export interface PathProbe {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The Redis server's time during the check, in ms; null if the check failed or timed out. */
  readonly redisMs: number | null;
  /** Whether Redis has lost data since an earlier check. */
  readonly rolledBack: boolean;
  /** Whether Redis contains no presence data at all. */
  readonly isEmpty: boolean;
}

export interface PathHealth {
  /**
   * The start of the current uninterrupted period in which Redis and NATS are both reachable, as a monotonic time in
   * ms; null while one of them is unreachable.
   */
  readonly healthySince: number | null;
  readonly last: { readonly endedAt: number; readonly redisMs: number } | null;
}

export const UNKNOWN_PATH_HEALTH: PathHealth = { healthySince: null, last: null };

/**
 * Returns the health of this process's path to Redis and NATS after a probe. While the path is healthy, heartbeats can
 * reach this process, so a gateway that sends none is dead.
 *
 * A stall that is longer than one heartbeat interval breaks the path. It can be a slow response, a probe that is late
 * because this process was blocked, or a jump of the Redis clock. A shorter stall is harmless, because a lease outlasts
 * two heartbeats. If Redis contains no presence data at the first successful probe, nobody can be taken offline by
 * mistake, so the path counts as having always been healthy.
 */
export function computeHealthAfterProbe(
  health: PathHealth,
  probe: PathProbe,
  heartbeatMs: number,
): PathHealth {
  if (probe.redisMs === null) return { healthySince: null, last: health.last };
  const lastProbe = { endedAt: probe.endedAt, redisMs: probe.redisMs };
  if (probe.rolledBack) return { healthySince: probe.endedAt, last: lastProbe };
  if (health.last === null && probe.isEmpty)
    return { healthySince: Number.NEGATIVE_INFINITY, last: lastProbe };
  const wasInterrupted =
    health.healthySince === null ||
    health.last === null ||
    probe.endedAt - probe.startedAt > heartbeatMs ||
    probe.endedAt - health.last.endedAt > 1.5 * heartbeatMs ||
    Math.abs(probe.redisMs - health.last.redisMs - (probe.endedAt - health.last.endedAt)) > heartbeatMs;
  return { healthySince: wasInterrupted ? probe.endedAt : health.healthySince, last: lastProbe };
}

/**
 * Returns how long Redis and NATS have been reachable without interruption, in ms; 0 while one of them is unreachable.
 */
export function computeHealthyDurationMs(health: PathHealth, now: number): number {
  return health.healthySince === null ? 0 : now - health.healthySince;
}
