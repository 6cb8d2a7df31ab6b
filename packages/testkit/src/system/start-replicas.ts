import type { ServicePlan } from '../processes/service-plan.ts';
import { ServiceProcess } from '../processes/service-process.ts';
import type { CleanupList } from './cleanups.ts';
import type { ServiceReplicas } from './system-parts.ts';

/** Starts the replicas of a service at the same time. The cleanups kill them and stop their proxies. */
export async function startReplicas(
  cleanups: CleanupList,
  plans: readonly ServicePlan[],
): Promise<ServiceReplicas> {
  const serviceProcesses = plans.map((plan) => new ServiceProcess(plan));
  for (const [n, service] of serviceProcesses.entries()) {
    cleanups.add(async () => {
      await service.kill();
      await Promise.all([plans[n]?.links?.redis.stop(), plans[n]?.links?.nats.stop()]);
    });
  }
  await Promise.all(serviceProcesses.map((service) => service.start()));
  return serviceProcesses as unknown as ServiceReplicas;
}
