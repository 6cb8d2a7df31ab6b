import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import { indexSearch } from './index-search.ts';
import { maintainPartitions } from './maintain-partitions.ts';
import { promoteOwners } from './promote-owners.ts';
import { pruneSessions } from './prune-sessions.ts';
import { purgeExpired } from './purge-expired.ts';

interface UpkeepOptions {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly logger: Logger;
  readonly eventsKeptDays: number;
}

const PARTITIONS_INTERVAL_MS = 60 * 60 * 1_000;
const PRUNE_INTERVAL_MS = 60 * 60 * 1_000;
const PURGE_INTERVAL_MS = 10 * 60 * 1_000;
const PROMOTE_INTERVAL_MS = 60 * 1_000;
const INDEX_INTERVAL_MS = 2_000;

/**
 * Maintains the log's partitions once, and then starts all periodic jobs. `stop` waits for the jobs that are running.
 * Long jobs end after their current step.
 */
export async function startUpkeep({ db, outbox, logger, eventsKeptDays }: UpkeepOptions): Promise<Stoppable> {
  const stopController = new AbortController();
  const maintainLogPartitions = () => maintainPartitions(db, eventsKeptDays);
  await maintainLogPartitions().catch((err) =>
    logger.warn({ err }, "Could not maintain the log's partitions. The next run will try again."),
  );
  const upkeepJobs = [
    repeatEvery(PARTITIONS_INTERVAL_MS, maintainLogPartitions, { logger, name: 'log partitions' }),
    repeatEvery(PRUNE_INTERVAL_MS, async () => void (await pruneSessions(db)), {
      logger,
      name: 'prune sessions',
    }),
    repeatEvery(PURGE_INTERVAL_MS, () => purgeExpired(db, eventsKeptDays, stopController.signal), {
      logger,
      name: 'purge expired data',
    }),
    repeatEvery(PROMOTE_INTERVAL_MS, () => promoteOwners({ db, outbox }, stopController.signal), {
      logger,
      name: 'promote owners',
    }),
    repeatEvery(INDEX_INTERVAL_MS, () => indexSearch(db, stopController.signal), {
      logger,
      name: 'search index',
    }),
  ];
  return {
    stop: async () => {
      stopController.abort();
      await Promise.all(upkeepJobs.map((job) => job.stop()));
    },
  };
}
