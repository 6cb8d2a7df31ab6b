import { createHmac, timingSafeEqual } from 'node:crypto';

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

/**
 * Maximum age of a signature. It limits how long an intercepted request can be sent again. The clocks of gateways differ
 * by less, because they follow PostgreSQL's clock.
 */
const MAX_SIGNATURE_AGE_MS = 10_000;
const SIGNATURE_PATTERN = /^(\d{13})\.([\w-]{43})$/;

/** Returns the value of the forwarding header for a request that is sent at `now`, in Unix ms. */
export function signForwardedRequest(key: string, request: ForwardedRequest, now: number): string {
  const timeText = String(Math.round(now));
  return `${timeText}.${createSignature(key, request, timeText)}`;
}

/** Returns whether the forwarding header was made with the key, for this request, and not too long ago. */
export function isForwardedRequest(
  key: string,
  request: ForwardedRequest,
  header: unknown,
  now: number,
): boolean {
  const [, timeText, signature] = SIGNATURE_PATTERN.exec(String(header)) ?? [];
  if (timeText === undefined || signature === undefined) return false;
  if (Math.abs(now - Number(timeText)) > MAX_SIGNATURE_AGE_MS) return false;
  return timingSafeEqual(Buffer.from(createSignature(key, request, timeText)), Buffer.from(signature));
}

/** A JSON array separates the parts unambiguously, so that no two different requests have the same text. */
function createSignature(key: string, { method, path, sessionId }: ForwardedRequest, time: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([method, path, sessionId, time]))
    .digest('base64url');
}
