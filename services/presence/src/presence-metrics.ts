import { Counter, Gauge, type Registry as MetricsRegistry } from 'prom-client';

/** What this replica counts. */
export interface PresenceMetrics {
  readonly told: Counter;
  readonly reaped: Counter;
  readonly pathHealthySeconds: Gauge;
}

export function presenceMetrics(registry: MetricsRegistry, healthyForMs: () => number): PresenceMetrics {
  const registers = [registry];
  return {
    told: new Counter({
      name: 'kcs_presence_changes_told_total',
      help: 'Changes of visible state told by this replica',
      registers,
    }),
    reaped: new Counter({
      name: 'kcs_presence_leases_ended_total',
      help: 'Gateway leases ended by this replica',
      registers,
    }),
    pathHealthySeconds: new Gauge({
      name: 'kcs_presence_path_healthy_seconds',
      help: "How long this replica's way to Redis and NATS has been whole; leases are judged after a full lease",
      registers,
      collect() {
        this.set(Math.min(healthyForMs() / 1000, process.uptime()));
      },
    }),
  };
}
