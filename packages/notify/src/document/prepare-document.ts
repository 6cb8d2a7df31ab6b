import { randomUUID } from 'node:crypto';
import {
  ChatError,
  type NotificationDocument as CheckedDocument,
  findNumberProblem,
  formatFieldProblem,
  LIMITS,
  NotificationDocument as NotificationDocumentSchema,
  normalizeDocument,
} from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit/validation';
import type { FieldProblem, NotificationDocument } from './document.ts';

/** A valid document, ready to be sent. Every attempt sends the same bytes, with the same id. */
export interface PreparedDocument {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A document that breaks a rule. chat-api would refuse it for the same reason. */
export interface InvalidDocument {
  readonly id: string;
  readonly code: 'VALIDATION_FAILED' | 'PAYLOAD_TOO_LARGE';
  readonly message: string;
  readonly details: readonly FieldProblem[];
}

type PrepareVerdict = ({ readonly ok: true } & PreparedDocument) | ({ readonly ok: false } & InvalidDocument);

let validateDocument: ((value: unknown) => CheckedDocument) | undefined;

/**
 * Serializes a document and checks it against the rules of the server (NOTIFY-1). If the document has no id, assigns a
 * random one.
 */
export function prepareDocument(document: NotificationDocument): PrepareVerdict {
  let id: string = randomUUID();
  try {
    id = readId(document) ?? id;
    return { ok: true, id, bytes: serializeCheckedDocument(document, id) };
  } catch (error) {
    const { code, message, details } = toRefusal(error);
    const problems = details.map((problem) => formatFieldProblem(problem, 'The document'));
    return { ok: false, id, code, message: [message, ...problems].join(' '), details };
  }
}

function readId(document: unknown): string | undefined {
  const id = isObject(document) ? document.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function serializeCheckedDocument(document: NotificationDocument, id: string): Uint8Array<ArrayBuffer> {
  const json = toJson(isObject(document) && document.id === undefined ? { ...document, id } : document);
  const bytes = new TextEncoder().encode(json);
  if (bytes.length > LIMITS.NOTIFICATION_DOCUMENT_BYTES) {
    throw new ChatError(
      'PAYLOAD_TOO_LARGE',
      `The document has ${bytes.length} bytes as JSON, and at most ${LIMITS.NOTIFICATION_DOCUMENT_BYTES} are allowed. Send less.`,
    );
  }
  // Compile the schema when the first document is checked, and not at the start, because compiling takes 10 ms.
  validateDocument ??= compileSchema(NotificationDocumentSchema);
  const verdict = normalizeDocument(validateDocument(JSON.parse(json)));
  if (!verdict.ok) throw createFieldError(verdict.problem.field, verdict.problem.message);
  // JSON.stringify has written numbers that are not finite as null, so only the original document shows them.
  const numberProblem = document.data && findNumberProblem(document.data);
  if (numberProblem !== undefined) throw createFieldError('/data', numberProblem);
  return bytes;
}

const createFieldError = (field: string, message: string): ChatError =>
  new ChatError('VALIDATION_FAILED', undefined, { details: [{ field, message }] });

const isObject = (value: unknown): value is NotificationDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function toRefusal(error: unknown): Omit<InvalidDocument, 'id'> {
  if (!(error instanceof ChatError)) {
    // The document contains something that is not JSON, such as a bigint, a cycle, or a getter that throws.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The document cannot be written as JSON. Use only text, numbers, booleans, null, arrays, and objects. ${reason}`;
    return { code: 'VALIDATION_FAILED', message, details: [] };
  }
  const { code, message, details = [] } = error;
  if (code === 'PAYLOAD_TOO_LARGE') return { code, message, details };
  return {
    code: 'VALIDATION_FAILED',
    message: 'The document is invalid. Correct it and publish it again.',
    details,
  };
}
