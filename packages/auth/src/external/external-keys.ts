import { EXTERNAL_KEY_RULES } from '../import-keys.ts';
import type { KeySource } from '../key-source.ts';
import { createRefreshingKeySource } from '../refreshing-keys.ts';
import { fetchJwks } from './fetch-jwks.ts';

/** Returns a key source that fetches an identity provider's keys from its JWKS URL when they are needed. */
export function createExternalKeySource(jwksUrl: string): KeySource {
  return createRefreshingKeySource({ rules: EXTERNAL_KEY_RULES, fetchKeys: () => fetchJwks(jwksUrl) });
}
