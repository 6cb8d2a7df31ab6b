import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { createForwardingMetrics } from './forwarding/forwarding-metrics.ts';

/** The current values that the gauges report when metrics are scraped. */
interface GaugeReaders {
  readonly sockets: () => number;
  readonly users: () => number;
  readonly unsentBytes: () => number;
  readonly roomsOpen: () => number;
  readonly meetings: () => number;
  readonly participants: () => number;
  readonly held: () => number;
  readonly redisPathWorking: () => boolean;
  readonly canDeliver: () => boolean;
  readonly consuming: () => boolean;
  readonly draining: () => boolean;
  readonly socketLimit: () => number;
}

/**
 * Registers and returns the metrics of this gateway. The event loop lag is not among them, because the default metrics
 * of prom-client already include it.
 */
export function createGatewayMetrics(registry: Registry) {
  const metricRegistries = [registry];
  const createCounter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `kcs_gateway_${name}`, help, labelNames, registers: metricRegistries });
  return {
    ...createForwardingMetrics(registry),
    consumed: createCounter('events_taken_total', 'Room events consumed from the bus, by outcome', [
      'outcome',
    ]),
    sequenced: createCounter('events_sequenced_total', 'Room events offered to the sequencer, by outcome', [
      'outcome',
    ]),
    pending: new Gauge({
      name: 'kcs_gateway_events_pending',
      help: 'Room events that are waiting on the bus to be consumed',
      registers: metricRegistries,
    }),
    released: createCounter('events_released_total', 'Room events released to local sockets'),
    gapFetches: createCounter('gap_fetches_total', 'Attempts to fetch missing events, by outcome', [
      'outcome',
    ]),
    sweepRepairs: createCounter('sweep_repairs_total', 'Rooms for which a sweep found missing events'),
    resyncs: createCounter(
      'resyncs_total',
      'Rooms that clients had to reload because a gap could not be repaired',
    ),
    presenceLists: createCounter(
      'presence_lists_total',
      'Number of times the complete list of sockets was sent to presence',
    ),
    slowReaders: createCounter(
      'slow_readers_total',
      'Sockets closed because the client read its data too slowly',
    ),
    dropped: createCounter(
      'events_dropped_total',
      'Live notifications that were not delivered because too many were waiting, by kind',
      ['kind'],
    ),
    resumes: createCounter(
      'resumes_total',
      'Rooms that clients joined with a known position, by how the client gets the missed events',
      ['outcome'],
    ),
    connections: createCounter('connections_total', 'Sockets that have connected to this gateway'),
    drained: createCounter('drained_sockets_total', 'Sockets that were closed while this gateway stopped'),
    requests: new Histogram({
      name: 'kcs_gateway_request_duration_seconds',
      help: 'Time from sending a request over NATS to its reply, by subject and outcome',
      labelNames: ['subject', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: metricRegistries,
    }),
    refused: createCounter('connections_refused_total', 'Connections refused before the handshake', [
      'reason',
    ]),
    lag: new Histogram({
      name: 'kcs_gateway_delivery_lag_seconds',
      help: 'Time from the creation of an event to its release on this gateway',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: metricRegistries,
    }),
    /** Registers the gauges, which read their values from the running gateway. Must be called only once. */
    watch: (sources: GaugeReaders): void => registerGauges(metricRegistries, sources),
  };
}

function registerGauges(metricRegistries: Registry[], sources: GaugeReaders): void {
  const registerGauge = (name: string, help: string, read: () => number | boolean) =>
    new Gauge({
      name: `kcs_gateway_${name}`,
      help,
      registers: metricRegistries,
      collect() {
        this.set(Number(read()));
      },
    });
  registerGauge('sockets', 'Live sockets on this gateway', sources.sockets);
  registerGauge('users', 'Users with a live socket on this gateway', sources.users);
  registerGauge('unsent_bytes', 'Bytes that are waiting to be read by clients', sources.unsentBytes);
  registerGauge('rooms_open', 'Chat rooms open on this gateway', sources.roomsOpen);
  registerGauge('meetings', 'Meetings with a participant on this gateway', sources.meetings);
  registerGauge(
    'meeting_participants',
    'Connected participants of meetings on this gateway',
    sources.participants,
  );
  registerGauge('events_held', 'Room events that wait for missing earlier events', sources.held);
  registerGauge(
    'redis_path_whole',
    '1 while the canary proves that the Redis path works, otherwise 0',
    sources.redisPathWorking,
  );
  registerGauge(
    'may_release',
    '1 while the delivery gate allows room events to be delivered, otherwise 0',
    sources.canDeliver,
  );
  registerGauge(
    'draining',
    '1 while the gateway moves its sockets to other gateways before it stops, otherwise 0',
    sources.draining,
  );
  registerGauge('socket_limit', 'Maximum number of sockets on this gateway', sources.socketLimit);
  registerGauge(
    'taking',
    '1 while the gateway consumes room events from the bus, otherwise 0',
    sources.consuming,
  );
}

export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>;
