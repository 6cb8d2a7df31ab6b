import { ChatError, LIMITS } from '@kcs/contracts';

const BAD_JSON = 'The body is not well-formed JSON; correct it and send it again.';

/** What Fastify itself refuses, in our words. */
const FRAMEWORK: Readonly<Record<string, () => ChatError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new ChatError('PAYLOAD_TOO_LARGE', `The body is larger than ${LIMITS.BODY_BYTES} bytes; send less.`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new ChatError('UNSUPPORTED_MEDIA_TYPE'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new ChatError('VALIDATION_FAILED', 'The body is empty; send a JSON object, or no content-type.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new ChatError('VALIDATION_FAILED', BAD_JSON),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ChatError('VALIDATION_FAILED', 'The body is not as long as content-length says; send it again.'),
  FST_ERR_BAD_URL: () =>
    new ChatError('VALIDATION_FAILED', 'The address is not well-formed; encode it as UTF-8.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new ChatError('NOT_FOUND'),
};

/** Any failure as an error of the registry: `INTERNAL` for what nobody meant to throw. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined;
  if (known) return known();
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return ofStatus(statusCode, error);
  return new ChatError('INTERNAL', undefined, { cause: error });
}

// The parser's own complaints carry a status alone: a forbidden "__proto__" key, for example.
function ofStatus(status: number, cause: unknown): ChatError {
  if (status === 404) return new ChatError('NOT_FOUND', undefined, { cause });
  if (status === 413) return new ChatError('PAYLOAD_TOO_LARGE', undefined, { cause });
  if (status === 415) return new ChatError('UNSUPPORTED_MEDIA_TYPE', undefined, { cause });
  return new ChatError('VALIDATION_FAILED', BAD_JSON, { cause });
}
