import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_CACHE_SECONDS = 600;

/**
 * Allows pages of the given origin to send requests with credentials and to read the responses. Long-polling needs both
 * permissions (ADDR-4).
 */
export function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Vary', 'Origin');
}

export function respondToPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader(
    'Access-Control-Allow-Headers',
    request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type',
  );
  response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_CACHE_SECONDS));
  response.writeHead(204).end();
}
