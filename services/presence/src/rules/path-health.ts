/** One look at this process's way to Redis and NATS. Monotonic times, but `redisMs`, which is Redis' own clock. */
export interface Probe {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Null where the probe failed or ran out of time. */
  readonly redisMs: number | null;
  /** Redis forgot what this process knows. */
  readonly rolledBack: boolean;
  /** Nothing at all is registered. */
  readonly nothingRegistered: boolean;
}

export interface PathHealth {
  /** Since when the path has been whole without a break; null while it is broken. */
  readonly healthySince: number | null;
  readonly last: { readonly endedAt: number; readonly redisMs: number } | null;
}

export const UNPROVEN: PathHealth = { healthySince: null, last: null };

/**
 * What a probe means for the judgement "a gateway that was silent had every chance to be heard". A stall that is
 * shorter than a beat cannot make a lease end that outlives two, so only longer ones break the path: a slow
 * answer, a gap between probes (this process stood still), a jump of Redis' clock against ours.
 * With nothing registered there is nobody to log out by mistake: the path counts as healthy from ever.
 */
export function observe(health: PathHealth, probe: Probe, beatMs: number): PathHealth {
  if (probe.redisMs === null) return { healthySince: null, last: health.last };
  const last = { endedAt: probe.endedAt, redisMs: probe.redisMs };
  if (probe.rolledBack) return { healthySince: probe.endedAt, last };
  if (health.last === null && probe.nothingRegistered)
    return { healthySince: Number.NEGATIVE_INFINITY, last };
  const broken =
    health.healthySince === null ||
    health.last === null ||
    probe.endedAt - probe.startedAt > beatMs ||
    probe.endedAt - health.last.endedAt > 1.5 * beatMs ||
    Math.abs(probe.redisMs - health.last.redisMs - (probe.endedAt - health.last.endedAt)) > beatMs;
  return { healthySince: broken ? probe.endedAt : health.healthySince, last };
}

export const healthyFor = (health: PathHealth, now: number): number =>
  health.healthySince === null ? 0 : now - health.healthySince;
