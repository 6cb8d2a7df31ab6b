import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface GaugeSources {
  readonly sockets: () => number;
  readonly users: () => number;
  readonly unsentBytes: () => number;
  readonly roomsOpen: () => number;
  readonly held: () => number;
  readonly redisPathWhole: () => boolean;
  readonly mayRelease: () => boolean;
  readonly taking: () => boolean;
}

/** The figures of this gateway; the event loop's lag is among Node's own. */
export function gatewayMetrics(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `kcs_gateway_${name}`, help, labelNames, registers });
  return {
    taken: counter('events_taken_total', 'Room events taken off the bus, by outcome', ['outcome']),
    sequenced: counter('events_sequenced_total', 'Room events offered to the sequencer, by outcome', [
      'outcome',
    ]),
    pending: new Gauge({
      name: 'kcs_gateway_events_pending',
      help: 'Room events waiting on the bus behind the last one taken',
      registers,
    }),
    released: counter('events_released_total', 'Room events released to local sockets'),
    gapFetches: counter('gap_fetches_total', 'Fetches of missing events, by outcome', ['outcome']),
    sweepRepairs: counter('sweep_repairs_total', 'Rooms that a sweep found behind their log'),
    resyncs: counter('resyncs_total', 'Rooms whose sockets were told to load afresh'),
    presenceLists: counter('presence_lists_total', 'Full lists that presence was given'),
    slowReaders: counter('slow_readers_total', 'Sockets closed because they did not read'),
    refused: counter('connections_refused_total', 'Connections refused before the handshake', ['reason']),
    lag: new Histogram({
      name: 'kcs_gateway_delivery_lag_seconds',
      help: "From an event's creation to its release here",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    watch(sources: GaugeSources): void {
      const gauge = (name: string, help: string, read: () => number | boolean) =>
        new Gauge({
          name: `kcs_gateway_${name}`,
          help,
          registers,
          collect() {
            this.set(Number(read()));
          },
        });
      gauge('sockets', 'Live sockets', sources.sockets);
      gauge('users', 'Users with a live socket', sources.users);
      gauge('unsent_bytes', 'Bytes that peers have not taken yet', sources.unsentBytes);
      gauge('rooms_open', 'Chat rooms open here', sources.roomsOpen);
      gauge('events_held', 'Room events held ahead of a gap', sources.held);
      gauge('redis_path_whole', 'Whether the canary sings', sources.redisPathWhole);
      gauge(
        'may_release',
        'Whether it is known whose sessions ended, so that room events go out',
        sources.mayRelease,
      );
      gauge('taking', 'Whether events are being taken off the bus', sources.taking);
    },
  };
}
export type GatewayMetrics = ReturnType<typeof gatewayMetrics>;
