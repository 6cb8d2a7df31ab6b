import { parseServerUrl } from './parse-server-url.ts';

interface SentinelConfig {
  readonly REDIS_URL: string;
  readonly REDIS_SENTINELS?: string | undefined;
}

/** Returns a problem if `REDIS_URL` contains an address although the Sentinels know the address. */
export function findSentinelProblems({ REDIS_URL, REDIS_SENTINELS }: SentinelConfig): string[] {
  const { host } = parseServerUrl(REDIS_URL, ['redis', 'rediss']);
  if (REDIS_SENTINELS === undefined || !host.includes(':')) return [];
  return [
    'REDIS_SENTINELS is set, so the host in REDIS_URL must be the name that the Sentinels use for the master, without a port. Use redis://user:password@NAME.',
  ];
}
