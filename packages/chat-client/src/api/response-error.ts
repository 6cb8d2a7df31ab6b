import { ERRORS, type ErrorCode, type FailureResponse } from '@kcs/contracts';
import { ApiError, createServerError, createUnreachableError } from './api-error.ts';

/**
 * Our error code for each HTTP status that a proxy uses to reject a request. Any other status from a proxy becomes
 * `UNREACHABLE`.
 */
const ERROR_CODES_BY_PROXY_STATUS: Readonly<Partial<Record<number, ErrorCode>>> = {
  413: 'PAYLOAD_TOO_LARGE',
  429: 'RATE_LIMITED',
};

/**
 * Returns the error for a response from a proxy, which does not use our error format. A request that is too large for
 * the proxy fails permanently. Any other request may be retried.
 */
export function toProxyError({ status, headers }: Response): ApiError {
  const errorCode = ERROR_CODES_BY_PROXY_STATUS[status];
  if (errorCode !== undefined)
    return new ApiError(errorCode, ERRORS[errorCode].message, readRetryAfterMs(headers));
  const { message } = createUnreachableError();
  return new ApiError('UNREACHABLE', message, readRetryAfterMs(headers));
}

function readRetryAfterMs(headers: Headers): number | undefined {
  const retryAfterSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1_000 : undefined;
}

/** Returns the error for a failure response from one of our services. */
export function toApiError({ error }: FailureResponse, { status, headers }: Response): ApiError {
  const fieldProblemsText = error.details
    ?.map(({ field, message }) => `${field.replace(/^\//, '')} ${message}`)
    .join(', ');
  const errorWithReadableMessage = {
    code: error.code,
    message: fieldProblemsText ? `Please check: ${fieldProblemsText}.` : error.message,
  };
  const retryAfterMs = readRetryAfterMs(headers);
  return createServerError(
    retryAfterMs === undefined ? errorWithReadableMessage : { ...errorWithReadableMessage, retryAfterMs },
    status,
  );
}
