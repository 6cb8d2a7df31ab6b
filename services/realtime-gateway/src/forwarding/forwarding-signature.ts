import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface ForwardedRequest {
  readonly method: string;
  readonly path: string;
  readonly sessionId: string;
}

/**
 * The header that proves to the receiving gateway that another gateway has forwarded a request. No gateway looks at this
 * header on its public port.
 */
export const FORWARDING_HEADER = 'x-kcs-forwarded';

/** Maximum age of a signature. The clocks of gateways differ by less, because they follow PostgreSQL's clock. */
export const MAX_SIGNATURE_AGE_MS = 10_000;
const NONCE_BYTE_COUNT = 12;
const SIGNATURE_PATTERN = /^((\d{13})\.[\w-]{16})\.([\w-]{43})$/;

/**
 * Returns the value of the forwarding header for a request that is sent at `now`, in Unix ms. No two values are the same,
 * so that the receiver can recognize a repeated one.
 */
export function signForwardedRequest(key: string, request: ForwardedRequest, now: number): string {
  const stamp = `${Math.round(now)}.${randomBytes(NONCE_BYTE_COUNT).toString('base64url')}`;
  return `${stamp}.${createSignature(key, request, stamp)}`;
}

/** Returns whether the forwarding header was made with the key, for this request, and not too long ago. */
export function isForwardedRequest(
  key: string,
  request: ForwardedRequest,
  header: unknown,
  now: number,
): boolean {
  const [, stamp, timeText, signature] = SIGNATURE_PATTERN.exec(String(header)) ?? [];
  if (stamp === undefined || signature === undefined) return false;
  if (Math.abs(now - Number(timeText)) > MAX_SIGNATURE_AGE_MS) return false;
  return timingSafeEqual(Buffer.from(createSignature(key, request, stamp)), Buffer.from(signature));
}

/** A JSON array separates the parts unambiguously, so that no two different requests have the same text. */
function createSignature(key: string, { method, path, sessionId }: ForwardedRequest, stamp: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([method, path, sessionId, stamp]))
    .digest('base64url');
}
