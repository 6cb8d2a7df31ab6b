import type { Failure } from '@kcs/contracts';
import { type ApiError, errorFromServer, unreachableError } from './api-error.ts';

const TIMEOUT_MS = 10_000;

export interface RestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  /** Cancels the request. A canceled request throws `UNREACHABLE`. */
  readonly signal?: AbortSignal;
}

/** The body of a successful response. Only list responses have a `page` (REST-6). */
export interface RestResult<T> {
  readonly data: T;
  readonly page?: { readonly next_cursor: string | null; readonly has_more: boolean };
}

let latestRequestId: string | null = null;

/**
 * Returns the id of the latest response that this page or process has received; null if there is none. Operators find
 * the request in the server's log by this id.
 */
export const lastRequestId = (): string | null => latestRequestId;

/** Sends one request to a path below `/api/v1`. Throws `ApiError` for every failure. */
export type RestClient = <T>(path: string, options?: RestOptions) => Promise<RestResult<T>>;

/**
 * Creates a REST client for a server. `url` is the server's origin, or an empty string for the origin of the current
 * page. A timeout or an unreadable response throws `UNREACHABLE`.
 */
export function createRestClient(url: string): RestClient {
  return async <T>(path: string, { method = 'GET', body, token, signal }: RestOptions = {}) => {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const aborter = new AbortController();
    const abort = () => aborter.abort();
    const timer = setTimeout(abort, TIMEOUT_MS);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    const init = { method, headers, signal: aborter.signal };
    try {
      const response = await fetch(
        `${url}/api/v1${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      ).catch(() => {
        throw unreachableError();
      });
      latestRequestId = response.headers.get('x-request-id') ?? latestRequestId;
      const result = (await response.json().catch(() => null)) as
        | ({ success: true } & RestResult<T>)
        | Failure
        | null;
      if (result?.success === true) return result;
      if (result?.success === false) throw toApiError(result, response);
      throw unreachableError();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  };
}

function toApiError({ error }: Failure, { status, headers }: Response): ApiError {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const problems = error.details
    ?.map(({ field, message }) => `${field.replace(/^\//, '')} ${message}`)
    .join(', ');
  const shown = { code: error.code, message: problems ? `Please check: ${problems}.` : error.message };
  const withRetryAfter = Number.isFinite(seconds) ? { ...shown, retryAfterMs: seconds * 1000 } : shown;
  return errorFromServer(withRetryAfter, status);
}
