export interface RestCallOptions {
  readonly token?: string;
  readonly body?: unknown;
  /** A request body that is sent unchanged, in place of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on it
  readonly body: any;
}

/**
 * Sends an HTTP request. `path` is relative to /api/v1. If it starts with `//`, it is relative to the root of the
 * server.
 */
export async function callRest(
  url: string,
  method: string,
  path: string,
  call: RestCallOptions = {},
): Promise<RestResponse> {
  const targetUrl = path.startsWith('//') ? `${url}${path.slice(1)}` : `${url}/api/v1${path}`;
  const requestBody = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const response = await fetch(targetUrl, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    headers: {
      ...(requestBody === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...call.headers,
    },
    ...(requestBody === undefined ? {} : { body: requestBody }),
  });
  const responseText = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && responseText !== '' ? JSON.parse(responseText) : responseText,
  };
}
