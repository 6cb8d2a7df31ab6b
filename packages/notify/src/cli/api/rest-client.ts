import { type FailureResponse, formatFieldProblem } from '@kcs/contracts';
import { describeError } from '../../transports/transport.ts';
import { CliError } from '../cli-error.ts';

const REQUEST_TIMEOUT_MS = 15_000;
const PAGE_SIZE = 100;
const DEFAULT_URL = 'http://localhost:4500';

/** A page of a list, in the format of REST-6. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly page: { readonly next_cursor: string | null; readonly has_more: boolean };
}

/** Sends requests to the REST API with one token. */
export interface RestClient {
  /** Returns the `data` of the response. Throws `CliError` if the request fails. */
  call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** Returns a page of a list. */
  list<T>(path: string, query: Readonly<Record<string, string>>): Promise<Page<T>>;
  /** Returns all items of a list, from all of its pages. */
  listAll<T>(path: string): Promise<T[]>;
}

/** Returns the address of KCS Chat: `--url`, or else `KCS_URL`, or else the address that `npm start` uses. */
export function resolveUrl(
  { url }: { readonly url?: string },
  env: Readonly<Record<string, string | undefined>>,
): string {
  const resolvedUrl = url ?? env.KCS_URL ?? DEFAULT_URL;
  if (/^https?:\/\//.test(resolvedUrl) && URL.canParse(resolvedUrl)) return resolvedUrl;
  throw new CliError(
    'usage',
    `The address "${resolvedUrl}" is not valid. Set --url or KCS_URL to an address like https://chat.school.example.`,
  );
}

interface RestClientOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** Aborts the requests. */
  readonly signal: AbortSignal;
}

export function createRestClient({ url, token, signal }: RestClientOptions): RestClient {
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const requestUrl = new URL(`api/v1${path}`, url.endsWith('/') ? url : `${url}/`);
    let response: Response;
    let text: string;
    try {
      response = await fetch(requestUrl, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      });
      text = await response.text();
    } catch (cause) {
      if (signal.aborted) throw new CliError('unreachable', 'The command was interrupted.', { cause });
      const message = `Could not reach ${url}. ${describeError(cause)}. Check that KCS Chat is running, or set --url or KCS_URL.`;
      throw new CliError('unreachable', message, { cause });
    }
    const responseBody = parseBody(text);
    if (response.ok && responseBody !== undefined) return responseBody as T;
    throw createFailure(url, response.status, responseBody as Partial<FailureResponse> | undefined);
  }

  return {
    call: async <T>(method: string, path: string, body?: unknown) =>
      (await send<{ data: T }>(method, path, body)).data,
    list: (path, query) => send('GET', `${path}?${new URLSearchParams(query)}`),
    listAll: async <T>(path: string) => {
      const items: T[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const query = { limit: String(PAGE_SIZE), ...(cursor !== undefined && { cursor }) };
        const { data, page }: Page<T> = await send('GET', `${path}?${new URLSearchParams(query)}`);
        items.push(...data);
        cursor = page.next_cursor;
      }
      return items;
    },
  };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function createFailure(url: string, status: number, body: Partial<FailureResponse> | undefined): CliError {
  if (body?.error === undefined) {
    const reason = status >= 500 ? 'unreachable' : 'refused';
    return new CliError(reason, `${url} answered ${status}. Check that this is the address of KCS Chat.`);
  }
  const { code, message, details = [] } = body.error;
  const problems = details.map((problem) => formatFieldProblem(problem, 'The body'));
  const isTransient = status >= 500 && code !== 'NOT_IMPLEMENTED';
  return new CliError(
    isTransient || status === 429 ? 'unreachable' : 'refused',
    [`${code}: ${message}`, ...problems].join('\n'),
  );
}
