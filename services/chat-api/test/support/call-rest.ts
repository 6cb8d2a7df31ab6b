export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what the test asserts
  readonly body: any;
}

/** One request; `path` is below /api/v1 unless it begins with `//`, which stands for the root. Every answer is JSON. */
export async function callRest(url: string, method: string, path: string, call: Call = {}): Promise<Answer> {
  const target = path.startsWith('//') ? `${url}${path.slice(1)}` : `${url}/api/v1${path}`;
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const answer = await fetch(target, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}
