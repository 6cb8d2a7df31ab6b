import { parseNatsUrl } from './nats-url.ts';
import { parseRedisUrl } from './server-urls.ts';

interface CredentialConfig {
  readonly NODE_ENV: 'development' | 'production';
  readonly NATS_URL: string;
  readonly NATS_CREDS?: string | undefined;
  readonly REDIS_URL: string;
}

/**
 * Returns the problems with the NATS and Redis credentials; an empty list if there are none. In production, both
 * servers require credentials (CONF-3).
 */
export function findCredentialProblems({
  NODE_ENV,
  NATS_URL,
  NATS_CREDS,
  REDIS_URL,
}: CredentialConfig): string[] {
  const { credentials } = parseNatsUrl(NATS_URL);
  const problems: string[] = [];
  if (credentials && NATS_CREDS !== undefined) {
    problems.push('NATS_CREDS and NATS_URL both contain credentials. Remove one of them.');
  }
  if (NODE_ENV !== 'production') return problems;
  if (!credentials && NATS_CREDS === undefined) {
    problems.push(
      'NATS_CREDS_FILE must be set in production, because NATS must accept only our services. Set it to the credentials file of this service, or put a user and password, or a token, into NATS_URL.',
    );
  }
  if (!parseRedisUrl(REDIS_URL).password) {
    problems.push(
      'REDIS_URL must contain credentials in production, because Redis must accept only our services. Use redis://user:password@host:port.',
    );
  }
  return problems;
}
