import { ChatError, LIMITS } from '@kcs/contracts';

const INVALID_JSON_MESSAGE = 'The body is not well-formed JSON. Correct it and send it again.';

/** For each Fastify error code that can occur, a function that creates the corresponding `ChatError`. */
const FASTIFY_ERROR_FACTORIES: Readonly<Record<string, () => ChatError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new ChatError('PAYLOAD_TOO_LARGE', `The body is larger than ${LIMITS.BODY_BYTES} bytes. Send less.`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new ChatError('UNSUPPORTED_MEDIA_TYPE'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new ChatError(
      'VALIDATION_FAILED',
      'The body is empty. Send a JSON object, or omit the content-type header.',
    ),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new ChatError('VALIDATION_FAILED', INVALID_JSON_MESSAGE),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ChatError(
      'VALIDATION_FAILED',
      'The length of the body differs from the content-length header. Send the request again.',
    ),
  FST_ERR_BAD_URL: () =>
    new ChatError('VALIDATION_FAILED', 'The URL is malformed. Percent-encode it as UTF-8.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new ChatError('NOT_FOUND'),
};

/** Converts any error to a `ChatError`. Unexpected errors become `INTERNAL`. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const createError = typeof code === 'string' ? FASTIFY_ERROR_FACTORIES[code] : undefined;
  if (createError) return createError();
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return createErrorForStatus(statusCode, error);
  }
  return new ChatError('INTERNAL', undefined, { cause: error });
}

/**
 * Converts an error to a `ChatError` if the error has an HTTP status from 400 to 499, but no code that is listed in
 * `FASTIFY_ERROR_FACTORIES`.
 */
function createErrorForStatus(status: number, cause: unknown): ChatError {
  if (status === 404) return new ChatError('NOT_FOUND', undefined, { cause });
  if (status === 413) return new ChatError('PAYLOAD_TOO_LARGE', undefined, { cause });
  if (status === 415) return new ChatError('UNSUPPORTED_MEDIA_TYPE', undefined, { cause });
  return new ChatError('VALIDATION_FAILED', INVALID_JSON_MESSAGE, { cause });
}
