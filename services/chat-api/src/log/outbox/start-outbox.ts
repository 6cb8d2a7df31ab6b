import { ChatError } from '@kcs/contracts';
import { type Logger, repeatEvery } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Database } from '../../database/database.ts';
import { BusLink } from './bus-link.ts';
import { ensureRoomStream } from './ensure-stream.ts';
import type { PublishDeps } from './handle-publish-outcome.ts';
import { createOutboxMetrics, measureOutboxLag } from './outbox-metrics.ts';
import { RoomEventPublisher } from './publisher.ts';
import { refillRoomStream } from './refill-stream.ts';
import { RoomHolds } from './room-holds.ts';
import type { RunningOutbox } from './running-outbox.ts';
import { StreamAlarm } from './stream-alarm.ts';
import { runWithStreamLock } from './stream-lock.ts';
import { sweepOutbox } from './sweep.ts';
import { UnpublishedSinceTracker } from './unpublished-since.ts';

interface OutboxOptions {
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** The number of copies of the stream in a NATS cluster. */
  readonly streamReplicas?: number;
}

const SWEEP_INTERVAL_MS = 1_000;
const STREAM_CHECK_INTERVAL_MS = 10_000;
const LAG_MEASUREMENT_INTERVAL_MS = 5_000;

/**
 * Starts publishing the log to the bus. The publisher sends new events immediately, and a periodic sweep sends those
 * that could not be published. If the stream is missing, it is created and refilled. The outbox recovers from every
 * outage without intervention, and its metrics show whether events are stuck.
 */
export function startOutbox(options: OutboxOptions): RunningOutbox {
  const { db, nc, logger } = options;
  const outboxMetrics = createOutboxMetrics(options.metrics);
  const busLink = new BusLink(nc);
  const roomHolds = new RoomHolds(logger);
  const streamAlarm = new StreamAlarm(logger);
  let pendingMaintenance: Promise<void> | undefined;
  let reportedReplicasProblem: string | undefined;
  const maintainStream = (): Promise<void> => {
    pendingMaintenance ??= ensureRoomStream(nc, {
      replicas: options.streamReplicas ?? 1,
      exclusively: (work) => runWithStreamLock(db, work),
    })
      .then(({ created, subjects, replicasProblem }) => {
        streamAlarm.reportAnswer();
        outboxMetrics.streamCreated.set(Date.parse(created) / 1_000);
        if (replicasProblem !== undefined && replicasProblem !== reportedReplicasProblem)
          logger.warn(
            { reason: replicasProblem },
            'The stream for room events has fewer copies than NATS_STREAM_REPLICAS. Add NATS servers, or lower the setting.',
          );
        reportedReplicasProblem = replicasProblem;
        if (busLink.updateSubjects(subjects)) roomHolds.release();
        return refillRoomStream(db, created);
      })
      .finally(() => {
        pendingMaintenance = undefined;
      });
    return pendingMaintenance;
  };
  const recreateMissingStream = () => {
    if (pendingMaintenance) return;
    maintainStream().catch((err) =>
      logger.warn({ err }, 'The stream for room events is missing and could not be created. Retrying.'),
    );
  };
  const unpublishedSinceTracker = new UnpublishedSinceTracker();
  const publishDeps: PublishDeps = {
    alarm: streamAlarm,
    db,
    link: busLink,
    logger,
    metrics: outboxMetrics,
    onStreamMissing: recreateMissingStream,
    unpublishedSince: unpublishedSinceTracker,
  };
  const publisher = new RoomEventPublisher(publishDeps);
  /**
   * Reports to the alarm that the stream does not answer. If the stream has already been silent for at least 3 s, first
   * reconnects to NATS, because another server in the cluster may know the stream's leader.
   */
  const reconnectAndReportSilence = async (error: unknown): Promise<void> => {
    if (streamAlarm.isSilent) await nc.reconnect().catch(() => {});
    streamAlarm.reportSilence(error instanceof Error ? error.message : String(error));
  };
  const checkStream = async (): Promise<void> => {
    if (!busLink.connected) return;
    try {
      await maintainStream();
    } catch (error) {
      // A `ChatError` means that PostgreSQL failed, and says nothing about the stream.
      if (!(error instanceof ChatError)) await reconnectAndReportSilence(error);
      throw error;
    }
  };
  const outboxLoops = [
    repeatEvery(SWEEP_INTERVAL_MS, async () => void (await sweepOutbox(publishDeps, roomHolds)), {
      logger,
      name: 'outbox sweep',
    }),
    repeatEvery(STREAM_CHECK_INTERVAL_MS, checkStream, { logger, name: 'stream check' }),
    repeatEvery(
      LAG_MEASUREMENT_INTERVAL_MS,
      async () =>
        measureOutboxLag(db, outboxMetrics, {
          holds: roomHolds,
          since: await unpublishedSinceTracker.get(db.prisma),
        }),
      { logger, name: 'outbox lag' },
    ),
  ];
  return {
    offer: (events) => publisher.offer(events),
    maintainStream,
    alarm: streamAlarm,
    stop: async () => {
      await Promise.all(outboxLoops.map((loop) => loop.stop()));
      await publisher.stop();
    },
  };
}
