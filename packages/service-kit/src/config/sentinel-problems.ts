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
    'REDIS_URL must name the master as the Sentinels do, without a port, because REDIS_SENTINELS is set. Use redis://user:password@NAME.',
  ];
}
