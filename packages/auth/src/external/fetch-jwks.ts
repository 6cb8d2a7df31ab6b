import { ChatError } from '@kcs/contracts';
import type { JWK } from 'jose';

/**
 * The timeout for fetching the provider's keys. It is short, because the first request or socket handshake with a
 * provider token waits for the fetch.
 */
const JWKS_FETCH_TIMEOUT_MS = 3_000;
/** The maximum size of a JWKS response. A real JWKS is far smaller, even with certificates. */
const MAX_JWKS_BYTES = 256 * 1024;

/**
 * Fetches the keys of an identity provider, with limits on time and size. Does not follow redirects, because the
 * operator has approved only the configured URL. Throws `UNAVAILABLE` if the response is unusable. Network errors and
 * JSON errors are passed on unchanged.
 */
export async function fetchJwks(url: string): Promise<readonly JWK[]> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(JWKS_FETCH_TIMEOUT_MS),
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw createUnusableKeysError(`status ${response.status}`);
  }
  const bodyParts: Uint8Array[] = [];
  let receivedByteCount = 0;
  for await (const part of response.body) {
    receivedByteCount += part.byteLength;
    if (receivedByteCount > MAX_JWKS_BYTES)
      throw createUnusableKeysError(`the response has more than ${MAX_JWKS_BYTES} bytes`);
    bodyParts.push(part);
  }
  const jwks: unknown = JSON.parse(Buffer.concat(bodyParts).toString('utf8'));
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined;
  if (!Array.isArray(keys)) throw createUnusableKeysError('the response is not a JWK set');
  return keys;
}

function createUnusableKeysError(reason: string): ChatError {
  return new ChatError(
    'UNAVAILABLE',
    `The keys of the identity provider cannot be used: ${reason}. Check AUTH_EXTERNAL_JWKS_URL.`,
  );
}
