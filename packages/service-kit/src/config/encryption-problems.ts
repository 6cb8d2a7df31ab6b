import { parseNatsUrl } from './nats-url.ts';
import { usesRedisTls } from './server-urls.ts';

interface EncryptionConfig {
  readonly NATS_URL: string;
  readonly NATS_CA?: string | undefined;
  readonly REDIS_URL: string;
  readonly REDIS_SENTINELS?: string | undefined;
  readonly REDIS_CA?: string | undefined;
}

/**
 * Returns a problem for each certificate authority that nothing would use, because the connections to its server are not
 * encrypted. Returns an empty list if there are none.
 */
export function findEncryptionProblems(config: EncryptionConfig): string[] {
  const { NATS_URL, NATS_CA, REDIS_URL, REDIS_SENTINELS = '', REDIS_CA } = config;
  const problems: string[] = [];
  if (NATS_CA !== undefined && !parseNatsUrl(NATS_URL).tls)
    problems.push(
      'NATS_CA has no effect, because NATS_URL does not use TLS. Use tls:// in NATS_URL, or remove NATS_CA.',
    );
  if (REDIS_CA !== undefined && ![REDIS_URL, REDIS_SENTINELS].some(usesRedisTls))
    problems.push(
      'REDIS_CA has no effect, because REDIS_URL does not use TLS. Use rediss:// in REDIS_URL, or remove REDIS_CA.',
    );
  return problems;
}
