import { type AcceptedNotification, ChatError, type NotificationDocument } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { ulid } from 'ulid';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Transaction } from '../../database/database.ts';
import { findAccountByName } from '../../service-accounts/rows/service-accounts.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import { pushNotification } from '../push/push-notification.ts';
import { countRecipients, type KnownTarget, resolveTargets } from '../rows/resolve-targets.ts';
import { SELECT_RECIPIENTS } from '../rows/select-recipients.ts';
import { storeNotification } from '../rows/store-notification.ts';
import { findFirstDelivery } from '../rows/stored-notifications.ts';
import { checkDocument } from '../rules/check-document.ts';
import { describeUnknownTargets } from '../rules/describe-unknown-targets.ts';
import type { DocumentHeaders } from '../rules/document-headers.ts';
import { type ReadDocument, readDocument } from '../rules/read-document.ts';

interface ReplayInput {
  readonly letterId: string;
  /** The document to process instead of the stored one; undefined to process the stored one. */
  readonly correction: NotificationDocument | undefined;
  /** The id of the Admin who replays the letter. */
  readonly adminId: string;
}

interface LockedLetter {
  readonly source: string;
  readonly document: Uint8Array | null;
  readonly headers: DocumentHeaders | null;
  readonly deadTargets: NotificationDocument['to'] | null;
}

interface ReplayResult extends AcceptedNotification {
  /** The id of the stored notification; undefined if the producer has sent the document again in the meantime. */
  readonly notificationId: string | undefined;
}

/**
 * Processes the document in a dead letter again, or a corrected document in its place (NOTIFY-12). If the letter was
 * stored because some targets were unknown, delivers only to these targets, and only once to each person. Deletes the
 * dead letter, unless some targets are still unknown. Quotas do not apply.
 *
 * Throws `DEAD_LETTER_NOT_FOUND` if the letter does not exist, `CONFLICT` if the letter cannot be replayed, and
 * `VALIDATION_FAILED` or `PAYLOAD_TOO_LARGE` if the document is still invalid. In all these cases, the letter is not
 * changed.
 */
export async function replayDeadLetter(
  deps: NotificationDeps,
  { letterId, correction, adminId }: ReplayInput,
): Promise<AcceptedNotification> {
  const { notificationId, ...accepted } = await deps.db.transaction(async (tx) => {
    const letter = await lockLetter(tx, letterId);
    await requireAccount(tx, letter.source);
    const { producerId, document } = readLetter(letter, correction);
    const addressed = correction?.to ?? letter.deadTargets ?? document.to;
    const replayed = { letterId, letter, producerId, document: { ...document, to: addressed } };
    const replayResult = await replayLetter(tx, replayed);
    const details = { corrected: correction !== undefined };
    await appendAuditEntry(tx, {
      action: 'dead-letter.replayed',
      actorId: adminId,
      targetId: letterId,
      details,
    });
    return replayResult;
  });
  if (notificationId !== undefined) await pushNotification(deps, notificationId);
  return accepted;
}

async function lockLetter(tx: Transaction, letterId: string): Promise<LockedLetter> {
  const [letter] = await tx.$queryRaw<LockedLetter[]>`
    SELECT source, document, headers, dead_targets AS "deadTargets" FROM dead_letters
    WHERE id = ${letterId} FOR UPDATE`;
  if (!letter) throw new ChatError('DEAD_LETTER_NOT_FOUND');
  return letter;
}

async function requireAccount(tx: Transaction, name: string): Promise<void> {
  const account = await findAccountByName(tx, name);
  if (account?.active && account.scopes.includes('notifications:write')) return;
  throw new ChatError(
    'CONFLICT',
    `The dead letter comes from "${name}", but no active service account with this name may send notifications. Activate the account first, or delete the dead letter.`,
  );
}

function readLetter(
  { document, headers }: LockedLetter,
  correction: NotificationDocument | undefined,
): ReadDocument {
  if (correction !== undefined) {
    const { 'ce-id': eventId, 'nats-msg-id': messageId = eventId, 'idempotency-key': key } = headers ?? {};
    // JSON.stringify would write infinity as null, so check the document first.
    checkDocument(correction);
    const bytes = Buffer.from(JSON.stringify(correction));
    return readDocument(bytes, { 'nats-msg-id': messageId, 'idempotency-key': key });
  }
  if (document === null) {
    throw new ChatError(
      'CONFLICT',
      'The document was too large to keep. Send a corrected document in the field "document", or delete the dead letter.',
    );
  }
  return readDocument(document, headers ?? {});
}

interface Replay extends ReadDocument {
  readonly letterId: string;
  readonly letter: LockedLetter;
}

async function replayLetter(
  tx: Transaction,
  { letterId, letter: { source, deadTargets }, producerId = newId('notif'), document }: Replay,
): Promise<ReplayResult> {
  const isPartial = deadTargets !== null;
  const resolved = await resolveTargets(tx, document.to);
  const dead = resolved.unknown.length;
  if (resolved.known.length === 0) {
    throw new ChatError('VALIDATION_FAILED', describeUnknownTargets(resolved.unknown));
  }
  const notification = { source, producerId };
  const targets = isPartial ? await excludeRecipients(tx, notification, resolved.known) : resolved.known;
  const recipients = await countRecipients(tx, targets);
  const notificationId = await storeNotification(tx, {
    ...{ ...notification, document, targets, recipients },
    ...(isPartial ? { delivery: ulid(), dead: 0 } : { delivery: '', dead }),
  });
  if (isPartial) await lowerDeadCount(tx, notification, deadTargets.length - dead);
  await settleLetter(tx, letterId, { producerId, unknown: resolved.unknown });
  if (notificationId !== undefined) return { id: producerId, recipients, dead, notificationId };
  const first = await findFirstDelivery(tx, notification);
  return { id: producerId, recipients: first?.recipients ?? 0, dead: first?.dead ?? 0, notificationId };
}

interface ProducerKey {
  readonly source: string;
  readonly producerId: string;
}

/** Returns the targets, leaving out users whom an earlier delivery of the notification has reached. */
async function excludeRecipients(
  tx: Transaction,
  { source, producerId }: ProducerKey,
  targets: readonly KnownTarget[],
): Promise<readonly KnownTarget[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.user_id AS id FROM notifications n CROSS JOIN LATERAL (${SELECT_RECIPIENTS}) r
    WHERE n.source = ${source} AND n.producer_id = ${producerId}
      AND r.user_id = ANY (${targets.map(({ target }) => target)})`;
  const recipientIds = new Set(rows.map(({ id }) => id));
  return targets.filter(({ target }) => !recipientIds.has(target));
}

async function lowerDeadCount(
  tx: Transaction,
  { source, producerId }: ProducerKey,
  count: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE notifications SET dead = greatest(0, dead - ${count}::integer)
    WHERE source = ${source} AND producer_id = ${producerId} AND delivery = ''`;
}

interface Settlement {
  readonly producerId: string;
  readonly unknown: readonly object[];
}

/**
 * Deletes the dead letter if no targets are unknown anymore. Otherwise, keeps it for the targets that are still
 * unknown.
 */
async function settleLetter(
  tx: Transaction,
  letterId: string,
  { producerId, unknown }: Settlement,
): Promise<void> {
  if (unknown.length === 0) {
    await tx.$executeRaw`DELETE FROM dead_letters WHERE id = ${letterId}`;
    return;
  }
  await tx.$executeRaw`
    UPDATE dead_letters SET dead_targets = ${JSON.stringify(unknown)}::jsonb,
      reason = ${describeUnknownTargets(unknown)},
      headers = coalesce(headers, '{}') || jsonb_build_object('idempotency-key', ${producerId}::text)
    WHERE id = ${letterId}`;
}
