import { Counter, Gauge, type Registry } from 'prom-client';
import type { Forwarder } from './forwarder.ts';

/** Registers and returns the metrics of the requests that this gateway passes on to other gateways. */
export function createForwardingMetrics(registry: Registry) {
  const registers = [registry];
  return {
    forwarded: new Counter({
      name: 'kcs_gateway_forwarded_total',
      help: 'Requests of sessions that another gateway holds, by kind and outcome',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    /** Registers the gauges, which read their values from the forwarder. Must be called only once. */
    watchForwarder(forwarder: Pick<Forwarder, 'requestCount' | 'tunnelCount'>): void {
      const registerGauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name: `kcs_gateway_${name}`,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      registerGauge(
        'forwarded_requests',
        'Requests that are being passed on to the gateways that hold their sessions',
        () => forwarder.requestCount,
      );
      registerGauge(
        'forwarded_tunnels',
        'WebSockets that pass through this gateway to the gateways that hold their sessions',
        () => forwarder.tunnelCount,
      );
    },
  };
}
