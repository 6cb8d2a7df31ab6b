import { Counter, Gauge, type Registry } from 'prom-client';

/** What an operator watches of the way from the log to the bus. */
export interface OutboxMetrics {
  readonly published: Counter<'by'>;
  readonly failed: Counter;
  readonly parked: Counter;
  readonly oldestSeconds: Gauge;
  readonly waiting: Gauge;
}

export function createOutboxMetrics(registry: Registry): OutboxMetrics {
  const registers = [registry];
  return {
    published: new Counter({
      name: 'outbox_published_total',
      help: 'Room events that the stream acknowledged, at once or by the sweep',
      labelNames: ['by'],
      registers,
    }),
    failed: new Counter({
      name: 'outbox_publish_failures_total',
      help: 'Publishes that the bus did not acknowledge; the sweep repeats them',
      registers,
    }),
    parked: new Counter({
      name: 'outbox_parked_total',
      help: 'Room events that the stream refuses for good (dead letters)',
      registers,
    }),
    oldestSeconds: new Gauge({
      name: 'outbox_oldest_unpublished_seconds',
      help: 'Age of the oldest room event that is not on the bus; 0 when all are',
      registers,
    }),
    waiting: new Gauge({
      name: 'outbox_unpublished_events',
      help: 'Room events that are not on the bus, counted up to 10000',
      registers,
    }),
  };
}
