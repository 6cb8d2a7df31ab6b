import type { IncomingMessage } from 'node:http';

export class BodyTooLargeError extends Error {
  constructor() {
    super('The body of the request is larger than the limit');
    this.name = 'BodyTooLargeError';
  }
}

/**
 * Returns the complete body of the request. Throws a `BodyTooLargeError` as soon as it exceeds `maxBytes`, or the
 * request's own error if the client closes the connection. The server's request timeout limits the wait.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLargeError();
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
