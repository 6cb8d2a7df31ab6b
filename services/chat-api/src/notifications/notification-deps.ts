import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import type { NotificationMetrics } from './notification-metrics.ts';
import type { NotificationQuotas } from './quotas.ts';

/** The dependencies of the code for notifications. Each function picks the ones that it uses. */
export interface NotificationDeps {
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly quotas: NotificationQuotas;
  readonly notificationMetrics: NotificationMetrics;
}
