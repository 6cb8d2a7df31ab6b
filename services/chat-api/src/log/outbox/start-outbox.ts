import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Database } from '../../database/database.ts';
import { BusLink } from './bus-link.ts';
import { ensureStream } from './ensure-stream.ts';
import { measureLag } from './measure-lag.ts';
import type { EventSink } from './outbox.ts';
import { createOutboxMetrics } from './outbox-metrics.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import { refillStream } from './refill-stream.ts';
import { sweep } from './sweep.ts';

export interface OutboxOptions {
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Copies of the stream in a NATS cluster. */
  readonly streamReplicas?: number;
}

const SWEEP_INTERVAL_MS = 1_000;
const STREAM_CHECK_MS = 10_000;
const LAG_INTERVAL_MS = 5_000;

/**
 * The way from the log to the bus: published at once, swept if that failed, the stream made and refilled if it is
 * missing. Everything recovers by itself; whatever stands still shows in the metrics.
 */
export function startOutbox(options: OutboxOptions): EventSink & Stoppable & { tend(): Promise<void> } {
  const { db, nc, logger } = options;
  const metrics = createOutboxMetrics(options.metrics);
  const link = new BusLink(nc);
  let tending: Promise<void> | undefined;
  const tend = (): Promise<void> => {
    tending ??= ensureStream(nc, options.streamReplicas)
      .then((created) => refillStream(db, created))
      .finally(() => {
        tending = undefined;
      });
    return tending;
  };
  const publisherOptions: PublisherOptions = {
    db,
    link,
    logger,
    metrics,
    onStreamMissing: () => {
      if (!tending) tend().catch((err) => logger.warn({ err }, 'The stream of room events is missing'));
    },
  };
  const publisher = new Publisher(publisherOptions);
  const loops = [
    every(SWEEP_INTERVAL_MS, async () => void (await sweep(publisherOptions)), {
      logger,
      name: 'outbox sweep',
    }),
    every(STREAM_CHECK_MS, () => (link.connected ? tend() : undefined), { logger, name: 'stream check' }),
    every(LAG_INTERVAL_MS, () => measureLag(db, metrics), { logger, name: 'outbox lag' }),
  ];
  return {
    offer: (events) => publisher.offer(events),
    tend,
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await publisher.stop();
    },
  };
}
