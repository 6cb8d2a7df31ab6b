import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const BROWSER_COOKIE_PATTERN = /(?:^|;\s*)kcs_browser=([\w-]{43})(?=;|$)/;
const BROWSER_ID_BYTES = 32;
const SECONDS_PER_DAY = 86_400;

/**
 * Returns the browser id, which is a random value in the browser cookie (AUTH-20), or null if the request has no such
 * cookie.
 */
export const readBrowserId = ({ headers }: FastifyRequest): string | null =>
  BROWSER_COOKIE_PATTERN.exec(headers.cookie ?? '')?.[1] ?? null;

export const createBrowserId = (): string => randomBytes(BROWSER_ID_BYTES).toString('base64url');

/** Returns the hash of a browser id. The database stores only this hash. */
export const hashBrowserId = (browserId: string): string =>
  createHash('sha256').update(`kcs-browser:${browserId}`).digest('base64url');

/** Sets the browser cookie. Scripts cannot read it, and browsers send it only to the routes below `/auth`. */
export function setBrowserCookie(
  { protocol }: FastifyRequest,
  reply: FastifyReply,
  browserId: string,
  days: number,
): void {
  const cookieAttributes = `Path=/api/v1/auth; Max-Age=${days * SECONDS_PER_DAY}; HttpOnly; SameSite=Strict`;
  reply.header(
    'set-cookie',
    `kcs_browser=${browserId}; ${cookieAttributes}${protocol === 'https' ? '; Secure' : ''}`,
  );
}
