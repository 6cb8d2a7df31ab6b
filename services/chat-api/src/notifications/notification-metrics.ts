import { Counter, Gauge, type Registry } from 'prom-client';

/** The Prometheus metrics of notifications, labeled by producer. */
export interface NotificationMetrics {
  readonly documents: Counter<'producer' | 'outcome'>;
  readonly recipients: Counter<'producer'>;
  readonly deadLetters: Counter<'producer' | 'reason'>;
  readonly quotaUsed: Gauge<'producer' | 'quota'>;
}

export function createNotificationMetrics(registry: Registry): NotificationMetrics {
  const registers = [registry];
  return {
    documents: new Counter({
      name: 'kcs_notification_documents_total',
      help: 'Documents from producers, by outcome: accepted, repeated, dead, or refused',
      labelNames: ['producer', 'outcome'],
      registers,
    }),
    recipients: new Counter({
      name: 'kcs_notification_recipients_total',
      help: 'Number of recipients of accepted notifications',
      labelNames: ['producer'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'kcs_notification_dead_letters_total',
      help: 'Dead letters of producers, by reason: invalid, too-large, over-quota, unknown-target, not-allowed, or failed',
      labelNames: ['producer', 'reason'],
      registers,
    }),
    quotaUsed: new Gauge({
      name: 'kcs_notification_quota_used_ratio',
      help: "Used part of a producer's daily quota (0 to 1) when this replica last accepted a document from the producer",
      labelNames: ['producer', 'quota'],
      registers,
    }),
  };
}
