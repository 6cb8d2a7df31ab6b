import { EXTERNAL_KEYS } from '../import-keys.ts';
import type { KeySource } from '../key-source.ts';
import { createKeySource } from '../refreshing-keys.ts';
import { fetchJwks } from './fetch-jwks.ts';

/** An identity provider's keys, fetched when needed from where it publishes them. */
export const externalKeys = (jwksUrl: string): KeySource =>
  createKeySource({ rules: EXTERNAL_KEYS, fetchKeys: () => fetchJwks(jwksUrl) });
