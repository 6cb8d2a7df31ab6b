import type { Failure } from '@kcs/contracts';
import type { Untyped } from '../untyped.ts';

/** The fields of a success, of a page and of a failure: a test reads those of the one that it expects. */
export interface RestBody {
  readonly success: boolean;
  readonly data: Untyped;
  readonly page: { readonly next_cursor: string | null; readonly has_more: boolean };
  readonly error: Failure['error'];
  readonly request_id: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: RestBody;
  readonly headers: Headers;
}

export interface RestOptions {
  /** The replica to send the request to, instead of the front door. */
  api?: { readonly url: string } | undefined;
  /** The prefix of the path. Default: `/api/v1`. */
  base?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

/** Sends one REST request. Throws if the response body is not JSON, because existing clients parse every response. */
export async function rest(
  frontDoor: string,
  token: string | undefined,
  method: string,
  path: string,
  body: unknown,
  options: RestOptions = {},
): Promise<RestAnswer> {
  const { api, base = '/api/v1', headers = {}, timeoutMs = TIMEOUT_MS } = options;
  const url = `${api?.url ?? frontDoor}${base.replace(/\/$/, '')}${path}`;
  const [response, text] = await within(timeoutMs, async (signal) => {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
    return [response, await response.text()] as const;
  });
  try {
    return { status: response.status, body: JSON.parse(text) as RestBody, headers: response.headers };
  } catch {
    throw new Error(`${method} ${path} answered ${response.status} without JSON: ${text.slice(0, 500)}`);
  }
}

/**
 * Replaces `AbortSignal.timeout`, which also aborts requests that ended long ago. At 0.7 ms each, that takes a tenth
 * of a core under load.
 */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`No response within ${ms} ms`)), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
