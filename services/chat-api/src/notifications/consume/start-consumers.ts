import { repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { NotificationDeps } from '../notification-deps.ts';
import { startProducerConsumer } from './producer-consumer.ts';

const SCAN_INTERVAL_MS = 1_000;

/**
 * Runs one consumer for each service account that may send notifications. Looks for new and deactivated accounts every
 * second.
 */
export function startNotificationConsumers(deps: NotificationDeps): Stoppable {
  const consumersByProducer = new Map<string, Stoppable>();

  async function followAccounts(): Promise<void> {
    const rows = await deps.db.prisma.$queryRaw<{ name: string }[]>`
      SELECT name FROM service_accounts WHERE active AND 'notifications:write' = ANY (scopes)`;
    const producers = new Set(rows.map(({ name }) => name));
    for (const producer of producers) {
      if (!consumersByProducer.has(producer)) {
        consumersByProducer.set(producer, startProducerConsumer(deps, producer));
      }
    }
    for (const [producer, consumer] of consumersByProducer) {
      if (producers.has(producer)) continue;
      consumersByProducer.delete(producer);
      await consumer.stop();
    }
  }

  const scan = repeatEvery(SCAN_INTERVAL_MS, followAccounts, {
    logger: deps.logger,
    name: 'notification consumers',
  });
  return {
    stop: async () => {
      await scan.stop();
      await Promise.all([...consumersByProducer.values()].map((consumer) => consumer.stop()));
    },
  };
}
