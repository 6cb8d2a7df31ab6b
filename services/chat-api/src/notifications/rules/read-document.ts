import {
  ChatError,
  findProducerIdProblem,
  LIMITS,
  NotificationDocument,
  ProducerNotificationId,
} from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import { createFieldError } from '../../input/field-error.ts';
import { checkDocument } from './check-document.ts';
import type { DocumentHeaders } from './document-headers.ts';
import { unwrapCloudEvent } from './unwrap-cloud-event.ts';

/** A valid document. `producerId` is undefined if the producer sent no id. */
export interface ReadDocument {
  readonly producerId: string | undefined;
  readonly document: NotificationDocument;
}

const validateDocument = compileSchema(NotificationDocument);
const validateProducerId = compileSchema(ProducerNotificationId);

/**
 * Reads a document from the bytes that a producer sent: plain JSON, or a CloudEvent in structured or binary mode
 * (NOTIFY-1). The id is the first of these that is present: the id of the CloudEvent, `Nats-Msg-Id`, `id`,
 * `Idempotency-Key` (NOTIFY-2).
 *
 * Throws `PAYLOAD_TOO_LARGE` if the document is larger than 64 KiB, and `VALIDATION_FAILED` if it is not valid.
 */
export function readDocument(bytes: Uint8Array, headers: DocumentHeaders): ReadDocument {
  if (bytes.length > LIMITS.NOTIFICATION_DOCUMENT_BYTES) {
    throw new ChatError(
      'PAYLOAD_TOO_LARGE',
      `The document is larger than ${LIMITS.NOTIFICATION_DOCUMENT_BYTES} bytes. Send less.`,
    );
  }
  const { eventId, value } = unwrapCloudEvent(parseJson(bytes), headers);
  const document = checkDocument(validateDocument(value));
  const producerId = eventId ?? headers['nats-msg-id'] ?? document.id ?? headers['idempotency-key'];
  if (producerId !== undefined) checkProducerId(producerId);
  return { producerId, document };
}

function checkProducerId(producerId: string): void {
  try {
    validateProducerId(producerId);
  } catch {
    throw createFieldError(
      '/id',
      `must have 1 to ${LIMITS.PRODUCER_ID_CHARS} characters without control characters`,
    );
  }
  const problem = findProducerIdProblem(producerId);
  if (problem !== undefined) throw createFieldError('/id', problem);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ChatError(
      'VALIDATION_FAILED',
      'The document is not well-formed JSON in UTF-8. Correct it and send it again.',
    );
  }
}
