import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Maximum time without progress while a response travels to the client. A gateway closes its own sockets after the same
 * time.
 */
const MAX_STALL_MS = 10_000;

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
 * Rejects and closes both connections if one of them fails or makes no progress.
 */
export async function passOnResponse(
  holderResponse: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { 'content-type': contentType, 'content-length': contentLength } = holderResponse.headers;
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  if (contentLength !== undefined) response.setHeader('Content-Length', contentLength);
  response.writeHead(holderResponse.statusCode ?? 502);
  holderResponse.setTimeout(MAX_STALL_MS, () => holderResponse.destroy());
  const { socket } = response;
  const closeStalledClient = () => response.destroy();
  socket?.setTimeout(MAX_STALL_MS);
  socket?.once('timeout', closeStalledClient);
  try {
    await pipeline(holderResponse, response);
  } finally {
    // The client's connection may serve further requests, whose waits are longer.
    socket?.setTimeout(0);
    socket?.off('timeout', closeStalledClient);
    holderResponse.socket?.setTimeout(0);
  }
}
