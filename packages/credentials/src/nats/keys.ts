import { createSeed } from './jwt.ts';

const KINDS = {
  /** Signs accounts. Its holder controls the whole bus. */
  operator: 'operator',
  /** The account for monitoring and for changing accounts. */
  system: 'account',
  /** The account of our services and of all streams. */
  services: 'account',
  /** The account of the programs that publish notifications. It has no streams. */
  producers: 'account',
  /** Signs users of the account of producers. */
  'producers-signing': 'account',
} as const;

type KeyName = keyof typeof KINDS;

/** The seeds of the keys that sign everything else. Back them up, and never give them to a service. */
export type NatsKeys = Readonly<Record<KeyName, string>>;

export const KEY_NAMES = Object.keys(KINDS) as KeyName[];

/** Returns the keys, with new ones in place of those that are missing. */
export function completeKeys(keys: Partial<NatsKeys> = {}): NatsKeys {
  const entries = KEY_NAMES.map((name) => [name, keys[name] ?? createSeed(KINDS[name])]);
  return Object.fromEntries(entries) as NatsKeys;
}
