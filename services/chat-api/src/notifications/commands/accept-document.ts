import type { SentNotification } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { parkDocument } from '../../log/dead-letters.ts';
import type { ServiceAccount } from '../../service-accounts/rows/service-accounts.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import { pushNotification } from '../push/push-notification.ts';
import { countRecipients, resolveTargets } from '../rows/resolve-targets.ts';
import { storeNotification } from '../rows/store-notification.ts';
import { findFirstDelivery } from '../rows/stored-notifications.ts';
import { describeUnknownTargets } from '../rules/describe-unknown-targets.ts';
import type { DocumentHeaders } from '../rules/document-headers.ts';
import { readDocument } from '../rules/read-document.ts';

export interface ReceivedDocument {
  readonly account: ServiceAccount;
  readonly bytes: Uint8Array;
  readonly headers: DocumentHeaders;
  /** The NATS subject or the route that the document was sent to. */
  readonly subject: string;
  /** When the document arrived on the bus or over HTTP, in Unix milliseconds. */
  readonly arrivedAt: number;
  /** The id of the notification if the document has none. It is the same for every delivery of the document. */
  readonly fallbackId: string;
}

/**
 * Stores the notification that a document describes, and pushes it to the gateways (NOTIFY-1 to NOTIFY-7). If the
 * producer has used the id before, stores nothing and returns the result of the first document with this id. If some
 * targets do not exist, stores a dead letter for them.
 *
 * Throws `VALIDATION_FAILED` if the document is invalid, `PAYLOAD_TOO_LARGE` if it is too large, or `RATE_LIMITED` if
 * it is over quota.
 */
export async function acceptDocument(
  deps: NotificationDeps,
  received: ReceivedDocument,
): Promise<SentNotification> {
  const { account, bytes, headers, arrivedAt, fallbackId } = received;
  const source = account.name;
  const { producerId = fallbackId, document } = readDocument(bytes, headers);
  const firstDelivery = await findFirstDelivery(deps.db.prisma, { source, producerId });
  if (firstDelivery) {
    deps.notificationMetrics.documents.inc({ producer: source, outcome: 'repeated' });
    const { recipients, dead } = firstDelivery;
    return { id: producerId, recipients, dead, repeated: true };
  }

  await deps.quotas.takeDocument(account, arrivedAt);
  const { known: targets, unknown } = await resolveTargets(deps.db.prisma, document.to);
  const recipients = await countRecipients(deps.db.prisma, targets);
  await deps.quotas.takeRecipients(account, recipients, arrivedAt);

  const dead = unknown.length;
  const mayPark = dead > 0 && (await deps.quotas.takeDeadLetter(source));
  const notificationId = await deps.db.transaction(async (tx) => {
    const input = { source, producerId, delivery: '', document, targets, recipients, dead };
    const id = await storeNotification(tx, input);
    if (id !== undefined && mayPark) await parkUnknownTargets(tx, received, producerId, unknown);
    return id;
  });
  if (notificationId === undefined) {
    deps.notificationMetrics.documents.inc({ producer: source, outcome: 'repeated' });
    return { id: producerId, recipients, dead, repeated: true };
  }
  deps.notificationMetrics.documents.inc({ producer: source, outcome: 'accepted' });
  deps.notificationMetrics.recipients.inc({ producer: source }, recipients);
  if (dead > 0) deps.notificationMetrics.deadLetters.inc({ producer: source, reason: 'unknown-target' });
  await pushNotification(deps, notificationId);
  return { id: producerId, recipients, dead, repeated: false };
}

function parkUnknownTargets(
  tx: Transaction,
  { account, subject, bytes, headers }: ReceivedDocument,
  producerId: string,
  unknown: readonly object[],
): Promise<void> {
  return parkDocument(tx, {
    source: account.name,
    subject,
    reason: describeUnknownTargets(unknown),
    bytes,
    isReplayable: true,
    headers: { ...headers, 'idempotency-key': producerId },
    deadTargets: unknown,
  });
}
