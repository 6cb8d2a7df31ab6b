import type { JWK } from 'jose';
import { importKeys } from './import-keys.ts';
import type { KeySource } from './key-source.ts';

/** Keys that are known from the start: of the issuer itself, or of a test. */
export async function staticKeys(jwks: readonly JWK[]): Promise<KeySource> {
  const keys = await importKeys(jwks);
  return { find: async (kid) => keys.get(kid), holds: (kid) => keys.has(kid) };
}
