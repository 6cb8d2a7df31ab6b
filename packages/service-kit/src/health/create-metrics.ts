import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry with Node's own metrics (CPU, memory, event loop lag), every one labelled with service and instance. */
export const createMetrics = (labels: { service: string; instanceId: string }): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ service: labels.service, instance: labels.instanceId });
  collectDefaultMetrics({ register: registry });
  return registry;
};
