import { Counter, Gauge, type Registry as MetricsRegistry } from 'prom-client';

interface PresenceMetrics {
  readonly published: Counter;
  readonly reaped: Counter;
  readonly redisDataLosses: Counter;
  readonly pathHealthySeconds: Gauge;
}

/** Registers the metrics of this presence replica and returns them. */
export function createPresenceMetrics(
  registry: MetricsRegistry,
  healthyForMs: () => number,
): PresenceMetrics {
  const metricRegistries = [registry];
  return {
    published: new Counter({
      name: 'kcs_presence_changes_told_total',
      help: 'Presence changes published by this replica',
      registers: metricRegistries,
    }),
    reaped: new Counter({
      name: 'kcs_presence_leases_ended_total',
      help: 'Gateway leases ended by this replica',
      registers: metricRegistries,
    }),
    redisDataLosses: new Counter({
      name: 'kcs_presence_redis_data_losses_total',
      help: 'How often this replica noticed that Redis had lost data, and restored the published statuses',
      registers: metricRegistries,
    }),
    pathHealthySeconds: new Gauge({
      name: 'kcs_presence_path_healthy_seconds',
      help: 'How many seconds Redis and NATS have been reachable without interruption. No lease ends before they have been reachable for a full lease duration.',
      registers: metricRegistries,
      collect() {
        this.set(Math.min(healthyForMs() / 1000, process.uptime()));
      },
    }),
  };
}
