import type { Failure } from '@kcs/contracts';
import { ApiError, unreachable } from './api-error.ts';

const TIMEOUT_MS = 15_000;

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

/** One request to `/api/v1`. Throws `ApiError` for every failure, a time-out and an unreadable answer included. */
export async function call<T>(path: string, { method = 'GET', body, token }: Call = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const init = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const response = await fetch(
    `/api/v1${path}`,
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
}

function failure({ error }: Failure, retryAfter: string | null): ApiError {
  const seconds = Number(retryAfter ?? Number.NaN);
  const detail = error.details
    ?.map((problem) => `${problem.field.replace(/^\//, '')} ${problem.message}`)
    .join('; ');
  return new ApiError(
    error.code as ApiError['code'],
    detail ? `Please check: ${detail}.` : error.message,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  );
}
