import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** The headers of a client's request that Engine.IO reads. No other header is forwarded. */
export function selectPollHeaders(request: IncomingMessage, body: Buffer | undefined): OutgoingHttpHeaders {
  if (body === undefined) return {};
  return {
    'content-type': request.headers['content-type'] ?? 'text/plain',
    'content-length': body.length,
  };
}

/** Resolves with the holder's response. Rejects with the error that ended the request. */
export function waitForResponse(holderRequest: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    holderRequest.once('response', resolve);
    // This listener stays, because a request can fail again after its response has begun.
    holderRequest.on('error', reject);
  });
}

/**
 * Passes the holder's response on to the client as fast as the client reads. Resolves when it has arrived completely.
 * Rejects and closes both connections if one of them fails or makes no progress for `stallMs` milliseconds.
 */
export async function passOnResponse(
  holderResponse: IncomingMessage,
  response: ServerResponse,
  stallMs: number,
): Promise<void> {
  const { 'content-type': contentType, 'content-length': contentLength } = holderResponse.headers;
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  if (contentLength !== undefined) response.setHeader('Content-Length', contentLength);
  response.writeHead(holderResponse.statusCode ?? 502);
  const { socket } = response;
  const closeStalledClient = () => response.destroy();
  // After a complete response, Node replaces both limits with those for idle connections, so they must not be reset here.
  holderResponse.setTimeout(stallMs, () => holderResponse.destroy());
  socket?.setTimeout(stallMs);
  socket?.once('timeout', closeStalledClient);
  try {
    await pipeline(holderResponse, response);
  } finally {
    socket?.off('timeout', closeStalledClient);
  }
}
