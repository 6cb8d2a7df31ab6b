import { type ChatError, type ErrorCode, formatFieldProblem } from '@kcs/contracts';
import { parkDocument } from '../../log/dead-letters.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import type { DocumentHeaders } from '../rules/document-headers.ts';

interface RefusedDocument {
  readonly producer: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly headers: DocumentHeaders;
  readonly deliveryKey: string;
  readonly error: ChatError;
}

const REASON_LABELS: Partial<Record<ErrorCode, string>> = {
  VALIDATION_FAILED: 'invalid',
  PAYLOAD_TOO_LARGE: 'too-large',
  RATE_LIMITED: 'over-quota',
  FORBIDDEN: 'not-allowed',
};

/**
 * Stores a refused document from the bus as a dead letter, and counts it (NOTIFY-11). If the producer has reached the
 * daily maximum of dead letters, only counts the document.
 */
export async function parkRefusedDocument(
  { db, quotas, notificationMetrics, logger }: NotificationDeps,
  { producer, subject, bytes, headers, deliveryKey, error }: RefusedDocument,
): Promise<void> {
  const reason = formatReason(error);
  if (await quotas.takeDeadLetter(producer)) {
    const isReplayable = error.code !== 'PAYLOAD_TOO_LARGE';
    await parkDocument(db.prisma, {
      source: producer,
      subject,
      reason,
      bytes,
      isReplayable,
      headers,
      deliveryKey,
    });
  } else {
    logger.warn({ producer, reason }, 'A producer has too many dead letters today. Dropping this one.');
  }
  notificationMetrics.documents.inc({ producer, outcome: 'dead' });
  notificationMetrics.deadLetters.inc({ producer, reason: REASON_LABELS[error.code] ?? 'failed' });
}

const formatReason = ({ message, details = [] }: ChatError): string =>
  details.length === 0
    ? message
    : details.map((problem) => formatFieldProblem(problem, 'The document')).join(' ');
