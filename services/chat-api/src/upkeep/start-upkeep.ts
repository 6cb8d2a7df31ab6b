import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import { startOutbox } from '../log/outbox/start-outbox.ts';
import type { CoreDeps } from '../rooms/room-deps.ts';
import type { MessageBudget } from '../rooms/sending/message-budget.ts';
import { SendLanes } from '../rooms/sending/send-lanes.ts';
import { indexSearch } from './index-search.ts';
import { keepLog } from './maintain-partitions.ts';
import { purge } from './purge-expired.ts';

export interface CoreOptions {
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly budget: MessageBudget;
  /** EVENTS_KEPT_DAYS */
  readonly eventsKeptDays: number;
  readonly streamReplicas?: number;
}

const UPKEEP_INTERVAL_MS = 60 * 60 * 1000;
const PURGE_INTERVAL_MS = 10 * 60 * 1000;
const INDEX_INTERVAL_MS = 10_000;

/**
 * The outbox, the lanes, the upkeep of the log and of the search index, the purge. Stop it after the last command has
 * answered: it waits for what is on its way to the bus.
 */
export async function startCore(options: CoreOptions): Promise<{ deps: CoreDeps } & Stoppable> {
  const { db, nc, logger, budget } = options;
  const outbox = startOutbox(options);
  await outbox.tend().catch((err) => logger.warn({ err }, 'The stream of room events is not there yet'));
  const upkeep = () => keepLog(db, options.eventsKeptDays);
  await upkeep().catch((err) => logger.warn({ err }, 'The upkeep of the log failed; it comes again'));
  const keeping = every(UPKEEP_INTERVAL_MS, upkeep, { logger, name: 'upkeep of the log' });
  const stopping = new AbortController();
  const purging = every(PURGE_INTERVAL_MS, () => purge(db, options.eventsKeptDays, stopping.signal), {
    logger,
    name: 'purge',
  });
  const indexing = every(INDEX_INTERVAL_MS, () => indexSearch(db, stopping.signal), {
    logger,
    name: 'search index',
  });
  return {
    deps: { db, nc, logger, budget, publisher: outbox, sends: new SendLanes({ db }) },
    stop: async () => {
      stopping.abort();
      await Promise.all([keeping.stop(), purging.stop(), indexing.stop()]);
      await outbox.stop();
    },
  };
}
