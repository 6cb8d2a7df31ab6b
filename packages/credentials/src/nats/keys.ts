import { createSeed } from './jwt.ts';

const KEY_TYPES = {
  /** The key that signs accounts. Anyone who holds it controls the whole bus. */
  operator: 'operator',
  /** The key of the system account, which can monitor the server and change accounts. */
  system: 'account',
  /** The key of the account that contains our services and all streams. */
  services: 'account',
  /** The key of the account for programs that publish notifications. That account has no streams. */
  producers: 'account',
  /** The key that signs the users in the account of producers. */
  'producers-signing': 'account',
} as const;

type NatsKeyName = keyof typeof KEY_TYPES;

/**
 * The seeds of all keys that sign accounts or users. Back them up. The only key that a service
 * receives is `producers-signing`, which chat-api uses.
 */
export type NatsKeys = Readonly<Record<NatsKeyName, string>>;

export const KEY_NAMES = Object.keys(KEY_TYPES) as NatsKeyName[];

/** Returns a complete set of keys: the given keys, and a new key for each one that is missing. */
export function completeKeys(keys: Partial<NatsKeys> = {}): NatsKeys {
  const seedEntries = KEY_NAMES.map((name) => [name, keys[name] ?? createSeed(KEY_TYPES[name])]);
  return Object.fromEntries(seedEntries) as NatsKeys;
}
