import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Returns a Prometheus registry with the metrics of Node.js itself (CPU, memory, event-loop lag). Every metric has
 * service and instance labels.
 */
export function createMetrics(labels: { service: string; instanceId: string }): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service: labels.service, instance: labels.instanceId });
  collectDefaultMetrics({ register: registry });
  return registry;
}
