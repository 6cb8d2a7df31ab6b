import { readNatsUrl, readRedisUrl } from './server-urls.ts';

interface CredentialConfig {
  readonly NODE_ENV: 'development' | 'production';
  readonly NATS_URL: string;
  readonly NATS_CREDS?: string | undefined;
  readonly REDIS_URL: string;
}

/** Returns what is wrong with the credentials for NATS and Redis. In production both are required (CONF-3). */
export function credentialProblems({
  NODE_ENV,
  NATS_URL,
  NATS_CREDS,
  REDIS_URL,
}: CredentialConfig): string[] {
  const { credentials } = readNatsUrl(NATS_URL);
  const problems: string[] = [];
  if (credentials && NATS_CREDS !== undefined) {
    problems.push('NATS_CREDS and the credentials in NATS_URL exclude each other: remove one of them');
  }
  if (NODE_ENV !== 'production') return problems;
  if (!credentials && NATS_CREDS === undefined) {
    problems.push(
      'NATS_CREDS_FILE must be set in production to the credentials file of this service, because NATS would let everybody in; or put a user and password, or a token, into NATS_URL',
    );
  }
  if (!readRedisUrl(REDIS_URL).password) {
    problems.push(
      'REDIS_URL must contain credentials in production, because Redis would let everybody in: use redis://user:password@host:port',
    );
  }
  return problems;
}
