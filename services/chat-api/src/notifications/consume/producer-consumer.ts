import {
  buildNotificationStreamName,
  ChatError,
  type ErrorCode,
  NOTIFICATION_CONSUMER,
} from '@kcs/contracts';
import { addJitter, type Stoppable, sleep } from '@kcs/service-kit';
import {
  AckPolicy,
  type ConsumerMessages,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { Match } from '@nats-io/nats-core';
import { findAccountByName } from '../../service-accounts/rows/service-accounts.ts';
import { acceptDocument } from '../commands/accept-document.ts';
import { parkRefusedDocument } from '../commands/park-refused-document.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import { pickDocumentHeaders } from '../rules/document-headers.ts';

const NANOS_PER_MS = 1_000_000;
/**
 * How many documents this replica takes off a stream at a time. It processes them one after another. If the processing
 * takes longer than the bus waits for the acknowledgments, the bus delivers some documents again. Their ids show that
 * they are repeats.
 */
const MAX_TAKEN_DOCUMENTS = 16;
const PULL_DURATION_MS = 4_000;
const RESTART_DELAY_MS = 500;
const RETRY_DELAY_MS = 1_000;
/** After this many deliveries, a document that fails for an unknown reason becomes a dead letter. */
const MAX_FAILED_DELIVERIES = 5;
/** The errors that the document itself causes. A second attempt would fail as well. */
const REFUSAL_CODES: ReadonlySet<ErrorCode> = new Set([
  'VALIDATION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'FORBIDDEN',
]);

/**
 * Processes the documents in one producer's stream (NOTIFY-3). All replicas share one durable consumer. A document is
 * acknowledged only after its notification or its dead letter is stored, so a crash loses no document. If a document is
 * delivered again, the id of its notification shows that it is a repeat. If the stream does not exist yet, retries
 * until it does.
 */
export function startProducerConsumer(deps: NotificationDeps, producer: string): Stoppable {
  const stopController = new AbortController();
  const { signal } = stopController;
  let messages: ConsumerMessages | undefined;

  async function consume(): Promise<void> {
    messages = await openMessages(deps, producer);
    // Close the subscription if `stop` was called while the subscription was being opened.
    if (signal.aborted) void messages.close();
    for await (const message of messages) {
      if (signal.aborted) message.nak();
      else await processMessage(deps, producer, message);
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await consume().catch((err) =>
        deps.logger.debug({ err, producer }, 'Could not take notifications off the stream. Retrying.'),
      );
      await sleep(addJitter(RESTART_DELAY_MS), signal).catch(() => {});
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopController.abort();
      void messages?.close();
      await running;
    },
  };
}

async function openMessages({ nc }: NotificationDeps, producer: string): Promise<ConsumerMessages> {
  const stream = buildNotificationStreamName(producer);
  const { durableName, ackWaitMs } = NOTIFICATION_CONSUMER;
  const client = jetstream(nc);
  let consumer = await client.consumers.get(stream, durableName).catch(() => undefined);
  if (!consumer) {
    const manager = await jetstreamManager(nc, { checkAPI: false });
    await manager.consumers.add(stream, {
      durable_name: durableName,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * NANOS_PER_MS,
    });
    consumer = await client.consumers.get(stream, durableName);
  }
  return consumer.consume({
    max_messages: MAX_TAKEN_DOCUMENTS,
    expires: PULL_DURATION_MS,
    idle_heartbeat: PULL_DURATION_MS / 2,
    abort_on_missing_resource: true,
  });
}

async function processMessage(deps: NotificationDeps, producer: string, message: JsMsg): Promise<void> {
  const { subject, data: bytes } = message;
  const headers = pickDocumentHeaders((name) => message.headers?.get(name, Match.IgnoreCase));
  const deliveryKey = `${message.info.stream}:${message.seq}:${message.timestamp}`;
  try {
    const account = await findAccountByName(deps.db.prisma, producer);
    if (!account?.active || !account.scopes.includes('notifications:write')) {
      throw new ChatError('FORBIDDEN', 'The service account may not send notifications. Ask an Admin.');
    }
    const arrivedAt = Date.parse(message.timestamp);
    await acceptDocument(deps, { account, bytes, headers, subject, arrivedAt, fallbackId: deliveryKey });
    message.ack();
  } catch (err) {
    const error = toRefusal(err, message.info.deliveryCount);
    if (!error) {
      deps.logger.warn({ err, producer }, 'Could not store a notification. Retrying.');
      message.nak(addJitter(RETRY_DELAY_MS));
      return;
    }
    await parkRefusedDocument(deps, { producer, subject, bytes, headers, deliveryKey, error }).then(
      () => message.ack(),
      (parkError) => {
        deps.logger.warn({ err: parkError, producer }, 'Could not store a dead letter. Retrying.');
        message.nak(addJitter(RETRY_DELAY_MS));
      },
    );
  }
}

/** Returns the error for the dead letter; undefined if the document should be processed again. */
function toRefusal(error: unknown, deliveryCount: number): ChatError | undefined {
  if (error instanceof ChatError && REFUSAL_CODES.has(error.code)) return error;
  if (error instanceof ChatError && error.code === 'UNAVAILABLE') return undefined;
  if (deliveryCount < MAX_FAILED_DELIVERIES) return undefined;
  return new ChatError(
    'INTERNAL',
    'The document could not be processed. Search the log for the name of its producer.',
    { cause: error },
  );
}
