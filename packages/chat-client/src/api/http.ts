import type { Failure } from '@kcs/contracts';
import { type ApiError, toldError, unreachable } from './api-error.ts';

const TIMEOUT_MS = 10_000;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
}

/** A good answer: `data`, and beside it `page` where it is a list. */
export interface Answer<T> {
  readonly data: T;
  readonly page?: { readonly next_cursor: string | null; readonly has_more: boolean };
}

/** One request to `/api/v1` below an origin. Throws `ApiError` for every failure. */
export type Http = <T>(path: string, call?: Call) => Promise<Answer<T>>;

/** REST below `url` (an origin; empty in a page of the front door itself). A time-out and an unreadable answer count as unreachable. */
export function httpTo(url: string): Http {
  return async <T>(path: string, { method = 'GET', body, token }: Call = {}) => {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
    const init = { method, headers, signal: timeout.signal };
    try {
      const response = await fetch(
        `${url}/api/v1${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      ).catch(() => {
        throw unreachable();
      });
      const answer = (await response.json().catch(() => null)) as
        | ({ success: true } & Answer<T>)
        | Failure
        | null;
      if (answer?.success === true) return answer;
      if (answer?.success === false) throw failure(answer, response.headers.get('retry-after'));
      throw unreachable();
    } finally {
      clearTimeout(timer);
    }
  };
}

function failure({ error }: Failure, retryAfter: string | null): ApiError {
  const seconds = Number(retryAfter ?? Number.NaN);
  const detail = error.details
    ?.map((problem) => `${problem.field.replace(/^\//, '')} ${problem.message}`)
    .join('; ');
  const told = { code: error.code, message: detail ? `Please check: ${detail}.` : error.message };
  return toldError(Number.isFinite(seconds) ? { ...told, retryAfterMs: seconds * 1000 } : told);
}
