import { buildNotificationStreamName } from '@kcs/contracts';
import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database, Transaction } from '../../database/database.ts';
import { raiseStreamReplicas } from '../../log/outbox/raise-stream-replicas.ts';

/** The dependencies of the code for the streams of producers. */
export interface NotificationStreamDeps {
  readonly nc: NatsConnection;
  readonly db: Pick<Database, 'prisma' | 'transaction'>;
  readonly config: { readonly NATS_STREAM_REPLICAS: number };
}

const JETSTREAM_REQUEST_TIMEOUT_MS = 3_000;
/**
 * The maximum size of one producer's stream. A full stream refuses documents until the consumer has processed older
 * ones.
 */
const MAX_STREAM_BYTES = 64 * 1024 * 1024;
const ALL_NOTIFICATION_SUBJECTS = 'chat.notify.>';
const STREAM_NOT_FOUND_CODE = 10059;
const STREAM_SETTINGS_CONFLICT_CODE = 10058;

/**
 * Creates the missing streams of producers, raises their number of copies to `NATS_STREAM_REPLICAS`, and deletes the
 * streams of accounts that may no longer publish (BUS-4). The accounts in PostgreSQL determine which streams exist, so
 * the streams are restored after NATS has lost its data. Streams that belong to no account are left alone.
 */
export async function maintainNotificationStreams(deps: NotificationStreamDeps): Promise<void> {
  const streamManager = await openJetStreamManager(deps);
  const existingStreamNames = new Set(await listStreamNames(streamManager));
  const accountRows = await deps.db.prisma.$queryRaw<{ name: string; mayPublish: boolean }[]>`
    SELECT name, active AND 'notifications:write' = ANY (scopes) AS "mayPublish" FROM service_accounts`;
  for (const { name, mayPublish } of accountRows) {
    const streamName = buildNotificationStreamName(name);
    if (existingStreamNames.has(streamName) !== mayPublish) await maintainProducerStream(deps, name);
    // If the servers refuse, the check of the stream for room events logs the reason.
    else if (mayPublish)
      await raiseStreamReplicas(streamManager, streamName, deps.config.NATS_STREAM_REPLICAS);
  }
}

/**
 * Creates or deletes the stream of one producer, as its account in PostgreSQL requires. Locks the account, so that
 * concurrent calls and changes to the account wait, and the stream ends up matching the latest state of the account.
 */
export async function maintainProducerStream(deps: NotificationStreamDeps, producer: string): Promise<void> {
  const streamManager = await openJetStreamManager(deps);
  await deps.db.transaction(async (tx) => {
    const mayPublish = await lockAccountAndReadMayPublish(tx, producer);
    if (mayPublish === undefined) return;
    if (mayPublish) await addProducerStream(streamManager, producer, deps.config.NATS_STREAM_REPLICAS);
    else await deleteProducerStream(streamManager, producer);
  });
}

/** Locks an account and returns whether it may publish notifications; undefined if the account never existed. */
async function lockAccountAndReadMayPublish(tx: Transaction, name: string): Promise<boolean | undefined> {
  const [row] = await tx.$queryRaw<{ mayPublish: boolean }[]>`
    SELECT active AND 'notifications:write' = ANY (scopes) AS "mayPublish"
    FROM service_accounts WHERE name = ${name} FOR UPDATE`;
  return row?.mayPublish;
}

const openJetStreamManager = ({ nc }: NotificationStreamDeps): Promise<JetStreamManager> =>
  jetstreamManager(nc, { timeout: JETSTREAM_REQUEST_TIMEOUT_MS, checkAPI: false });

async function listStreamNames(producerStreamManager: JetStreamManager): Promise<string[]> {
  const streamNames: string[] = [];
  for await (const name of producerStreamManager.streams.names(ALL_NOTIFICATION_SUBJECTS))
    streamNames.push(name);
  return streamNames;
}

/** Creates a producer's stream. Does nothing if the stream already exists, even if its settings differ. */
async function addProducerStream(
  producerStreamManager: JetStreamManager,
  producer: string,
  replicas: number,
): Promise<void> {
  const created = producerStreamManager.streams.add({
    name: buildNotificationStreamName(producer),
    subjects: [`chat.notify.${producer}`, `chat.notify.${producer}.>`],
    // An acknowledged document is removed, so the stream holds only documents that chat-api has not processed yet.
    retention: 'workqueue',
    discard: 'new',
    max_bytes: MAX_STREAM_BYTES,
    num_replicas: replicas,
  });
  await created.catch(ignoreApiError(STREAM_SETTINGS_CONFLICT_CODE));
}

async function deleteProducerStream(
  producerStreamManager: JetStreamManager,
  producer: string,
): Promise<void> {
  const deleted = producerStreamManager.streams.delete(buildNotificationStreamName(producer));
  await deleted.catch(ignoreApiError(STREAM_NOT_FOUND_CODE));
}

const ignoreApiError = (code: number) => (error: unknown) => {
  if (!(error instanceof JetStreamApiError && error.code === code)) throw error;
};
