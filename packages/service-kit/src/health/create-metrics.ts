import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Returns a Prometheus registry that contains the metrics of Node.js itself (CPU, memory, and event-loop lag). Every
 * metric in the registry has the labels `service` and `instance`.
 */
export function createMetrics(labels: { service: string; instanceId: string }): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service: labels.service, instance: labels.instanceId });
  collectDefaultMetrics({ register: registry });
  return registry;
}
