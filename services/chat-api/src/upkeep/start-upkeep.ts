import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ChatApiConfig } from '../config/config-schema.ts';
import type { Database } from '../database/database.ts';
import { runErasures } from '../erasure/run-erasures.ts';
import { runExports } from '../exports/run-exports.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import { EmptyMeetingEnder } from '../meetings/empty-meetings.ts';
import { maintainNotificationStreams } from '../service-accounts/streams/notification-streams.ts';
import { fillSearchIndex } from './fill-search-index.ts';
import { maintainEventPartitions } from './maintain-partitions.ts';
import { promoteOwnersInOwnerlessGroups } from './promote-owners.ts';
import { pruneSessions } from './prune-sessions.ts';
import { purgeExpiredData } from './purge-expired.ts';
import { purgeOldMessages } from './purge-old-messages.ts';

interface UpkeepOptions {
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly config: Pick<
    ChatApiConfig,
    | 'NATS_STREAM_REPLICAS'
    | 'EVENTS_KEPT_DAYS'
    | 'MEETING_EMPTY_S'
    | 'ERASED_USERS_FILE'
    | 'MESSAGES_KEPT_DAYS'
  >;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

const MAINTAIN_PARTITIONS_INTERVAL_MS = 60 * 60 * 1_000;
const PRUNE_SESSIONS_INTERVAL_MS = 60 * 60 * 1_000;
const PURGE_EXPIRED_INTERVAL_MS = 10 * 60 * 1_000;
const PROMOTE_OWNERS_INTERVAL_MS = 60 * 1_000;
const FILL_SEARCH_INDEX_INTERVAL_MS = 2_000;
const MAINTAIN_STREAMS_INTERVAL_MS = 10_000;
const RUN_ERASURES_INTERVAL_MS = 5_000;
const RUN_EXPORTS_INTERVAL_MS = 2_000;
const MAX_EMPTY_MEETING_CHECK_INTERVAL_MS = 5_000;

/**
 * Maintains the log's partitions once, and then starts all periodic jobs. `stop` waits for the jobs that are running.
 * Long jobs end after their current step.
 */
export async function startUpkeep(options: UpkeepOptions): Promise<Stoppable> {
  const { db, nc, outbox, logger, config } = options;
  const eventsKeptDays = config.EVENTS_KEPT_DAYS;
  const emptyMeetingMs = config.MEETING_EMPTY_S * 1_000;
  const emptyMeetingEnder = new EmptyMeetingEnder({ db, nc, emptyMs: emptyMeetingMs });
  const stopController = new AbortController();
  const maintainLogPartitions = () => maintainEventPartitions(db, eventsKeptDays);
  await maintainLogPartitions().catch((err) =>
    logger.warn({ err }, "Could not maintain the log's partitions. The next run will try again."),
  );
  const upkeepJobs = [
    repeatEvery(MAINTAIN_PARTITIONS_INTERVAL_MS, maintainLogPartitions, { logger, name: 'log partitions' }),
    repeatEvery(PRUNE_SESSIONS_INTERVAL_MS, async () => void (await pruneSessions(db)), {
      logger,
      name: 'prune sessions',
    }),
    repeatEvery(
      PURGE_EXPIRED_INTERVAL_MS,
      async () => {
        await purgeExpiredData(db, eventsKeptDays, stopController.signal);
        const { MESSAGES_KEPT_DAYS: messagesKeptDays } = config;
        if (messagesKeptDays !== undefined)
          await purgeOldMessages(db, messagesKeptDays, stopController.signal);
      },
      {
        logger,
        name: 'purge expired data',
      },
    ),
    repeatEvery(
      PROMOTE_OWNERS_INTERVAL_MS,
      () => promoteOwnersInOwnerlessGroups({ db, outbox }, stopController.signal),
      {
        logger,
        name: 'promote owners',
      },
    ),
    repeatEvery(FILL_SEARCH_INDEX_INTERVAL_MS, () => fillSearchIndex(db, stopController.signal), {
      logger,
      name: 'search index',
    }),
    repeatEvery(MAINTAIN_STREAMS_INTERVAL_MS, () => maintainNotificationStreams(options), {
      logger,
      name: 'notification streams',
    }),
    repeatEvery(
      RUN_ERASURES_INTERVAL_MS,
      () => runErasures({ ...options, erasedUsersFile: config.ERASED_USERS_FILE }, stopController.signal),
      { logger, name: 'erasures' },
    ),
    repeatEvery(RUN_EXPORTS_INTERVAL_MS, () => runExports({ db }, stopController.signal), {
      logger,
      name: 'exports',
    }),
    repeatEvery(
      Math.min(MAX_EMPTY_MEETING_CHECK_INTERVAL_MS, emptyMeetingMs / 10),
      () => emptyMeetingEnder.end(),
      {
        logger,
        name: 'empty meetings',
      },
    ),
  ];
  return {
    stop: async () => {
      stopController.abort();
      await Promise.all(upkeepJobs.map((job) => job.stop()));
    },
  };
}
