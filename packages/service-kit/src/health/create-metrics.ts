import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { readServiceVersion } from '../life/service-version.ts';

/**
 * How often the event-loop lag is sampled. Each sample wakes the process. With the default of the library, 10 ms, the
 * wake-ups took about a third of the CPU time of an idle chat-api.
 */
const EVENT_LOOP_SAMPLE_INTERVAL_MS = 50;

/**
 * Returns a Prometheus registry that contains the metrics of Node.js itself (CPU, memory, and event-loop lag) and
 * `kcs_build_info`, which names the version of the service. Every metric in the registry has the labels `service` and
 * `instance`.
 */
export function createMetrics(labels: { service: string; instanceId: string }): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service: labels.service, instance: labels.instanceId });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_INTERVAL_MS });
  new Gauge({
    name: 'kcs_build_info',
    help: 'Always 1. The labels state the version of the service and of Node.js',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version: readServiceVersion(), node: process.version }, 1);
  return registry;
}
