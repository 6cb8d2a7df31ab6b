import { createFieldError } from '../../input/field-error.ts';
import type { DocumentHeaders } from './document-headers.ts';

interface UnwrappedEvent {
  /** The id of the CloudEvent; undefined if the document is not a CloudEvent. */
  readonly eventId: string | undefined;
  readonly value: unknown;
}

const STRUCTURED_CONTENT_TYPE = /^application\/cloudevents\+json *(;|$)/i;
const SUPPORTED_VERSION = '1.0';

/**
 * Returns the document in a CloudEvent 1.0 (NOTIFY-1). In structured mode, the body is the event, and its `data` is the
 * document. In binary mode, `ce-…` headers describe the event, and the body is the document. In both modes, the type of
 * the event is the type of the document. If the body is not a CloudEvent, returns it unchanged.
 *
 * Throws `VALIDATION_FAILED` if an attribute of the event is missing or has an unsupported value.
 */
export function unwrapCloudEvent(body: unknown, headers: DocumentHeaders): UnwrappedEvent {
  if (STRUCTURED_CONTENT_TYPE.test(headers['content-type'] ?? '')) return unwrapStructured(body);
  const { 'ce-specversion': version, 'ce-id': id, 'ce-type': type } = headers;
  if (version === undefined && id === undefined && type === undefined) {
    return { eventId: undefined, value: body };
  }
  return createUnwrapped({ version, id: decodeHeader(id), type: decodeHeader(type), data: body }, 'ce-');
}

function unwrapStructured(body: unknown): UnwrappedEvent {
  if (!isObject(body)) throw createFieldError('', 'must be a CloudEvent, which is a JSON object');
  const { specversion: version, id, type, data, data_base64: encodedData } = body;
  const eventData = data === undefined && typeof encodedData === 'string' ? decodeData(encodedData) : data;
  return createUnwrapped({ version, id, type, data: eventData }, '');
}

interface EventAttributes {
  readonly version: unknown;
  readonly id: unknown;
  readonly type: unknown;
  readonly data: unknown;
}

function createUnwrapped({ version, id, type, data }: EventAttributes, prefix: string): UnwrappedEvent {
  if (version !== SUPPORTED_VERSION) {
    throw createFieldError(`/${prefix}specversion`, `must be "${SUPPORTED_VERSION}"`);
  }
  if (typeof id !== 'string' || id === '') throw createFieldError(`/${prefix}id`, 'is required');
  if (typeof type !== 'string' || type === '') throw createFieldError(`/${prefix}type`, 'is required');
  if (!isObject(data)) {
    throw createFieldError('/data', 'must be a notification document, which is a JSON object');
  }
  return { eventId: id, value: { ...data, type } };
}

/** Decodes a header value. The CloudEvents bindings require header values to be percent-encoded UTF-8. */
function decodeHeader(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeData(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    throw createFieldError('/data_base64', 'must be well-formed JSON in base64');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
