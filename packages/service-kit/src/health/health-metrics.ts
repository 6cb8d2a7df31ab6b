import { Gauge, type Registry } from 'prom-client';
import type { Health } from './health.ts';

/** Registers the metrics that show what `/readyz` shows. The dependencies are checked when the metrics are read. */
export function registerHealthMetrics(registry: Registry, health: Health): void {
  new Gauge({
    name: 'kcs_ready',
    help: '1 if the process accepts new connections and every required dependency is usable, otherwise 0',
    registers: [registry],
    async collect() {
      this.set(Number((await health.readiness()).ready));
    },
  });
  new Gauge({
    name: 'kcs_dependency_up',
    help: '1 if the dependency has passed its check, otherwise 0',
    labelNames: ['dependency'],
    registers: [registry],
    async collect() {
      const { dependencies } = await health.readiness();
      for (const [dependency, { ok }] of Object.entries(dependencies)) this.set({ dependency }, Number(ok));
    },
  });
}
