import type { FailureResponse } from '@kcs/contracts';
import { createUnreachableError } from './api-error.ts';
import { readJsonBody } from './read-json-body.ts';
import { toApiError, toProxyError } from './response-error.ts';

/** A request fails if the server sends no bytes for this long. The complete response may take longer to arrive. */
const DEFAULT_MAX_SILENCE_MS = 10_000;

export interface RestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  /** Aborting this signal cancels the request, which then throws `UNREACHABLE`. */
  readonly signal?: AbortSignal;
}

/** The body of a successful response. Only list responses have a `page` (REST-6). */
export interface RestResult<T> {
  readonly data: T;
  readonly page?: {
    readonly next_cursor: string | null;
    readonly has_more: boolean;
    /** Present only in the list of notifications. */
    readonly unread_count?: number;
  };
}

let latestRequestId: string | null = null;

/**
 * Returns the request id of the latest response that this page or process has received; null if there is none.
 * Operators can use the id to find the request in the server's log.
 */
export const getLastRequestId = (): string | null => latestRequestId;

/** Sends one request to a path below `/api/v1`. Throws `ApiError` if the request fails for any reason. */
export type RestClient = <T>(path: string, options?: RestOptions) => Promise<RestResult<T>>;

/**
 * Creates a REST client for a server. `url` is the server's origin, or an empty string for the origin of the current
 * page. A request throws `UNREACHABLE` if the server is silent or its response is unreadable.
 */
export function createRestClient(url: string, silenceMs = DEFAULT_MAX_SILENCE_MS): RestClient {
  return async <T>(path: string, { method = 'GET', body, token, signal }: RestOptions = {}) => {
    const requestHeaders: Record<string, string> = {};
    if (token !== undefined) requestHeaders.authorization = `Bearer ${token}`;
    if (body !== undefined) requestHeaders['content-type'] = 'application/json';
    const abortController = new AbortController();
    const abortRequest = () => abortController.abort();
    let silenceTimer = setTimeout(abortRequest, silenceMs);
    const restartSilenceTimer = () => {
      clearTimeout(silenceTimer);
      silenceTimer = setTimeout(abortRequest, silenceMs);
    };
    signal?.addEventListener('abort', abortRequest);
    if (signal?.aborted) abortRequest();
    const requestInit = { method, headers: requestHeaders, signal: abortController.signal };
    try {
      const response = await fetch(
        `${url}/api/v1${path}`,
        body === undefined ? requestInit : { ...requestInit, body: JSON.stringify(body) },
      ).catch(() => {
        throw createUnreachableError();
      });
      latestRequestId = response.headers.get('x-request-id') ?? latestRequestId;
      const responseBody = (await readJsonBody(response, restartSilenceTimer)) as
        | ({ success: true } & RestResult<T>)
        | FailureResponse
        | null;
      if (responseBody?.success === true) return responseBody;
      if (responseBody?.success === false) throw toApiError(responseBody, response);
      throw toProxyError(response);
    } finally {
      clearTimeout(silenceTimer);
      signal?.removeEventListener('abort', abortRequest);
    }
  };
}
