import { ChatError } from '@kcs/contracts';
import type { JWK } from 'jose';

/** A token waits for it, and a socket's handshake with the token. */
const WITHIN_MS = 3_000;
/** Many times the keys that are looked at, with their certificates. */
const MOST_BYTES = 256 * 1024;

const unusable = (why: string) => new ChatError('UNAVAILABLE', `The identity provider's keys: ${why}.`);

/**
 * The keys that an identity provider publishes. Bounded in time and size; no redirects, since the address is what the
 * operator trusts. Throws whatever goes wrong.
 */
export async function fetchJwks(url: string, withinMs: number = WITHIN_MS): Promise<readonly JWK[]> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(withinMs),
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw unusable(`status ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw unusable(`more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  const set: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys)) throw unusable('not a JWK set');
  return keys;
}
