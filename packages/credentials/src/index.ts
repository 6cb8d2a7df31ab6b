export { type Credentials, issueCredentials } from './credentials.ts';
export type { NatsTrustTokens } from './nats/accounts.ts';
export { buildConsumerUserName, signConsumer } from './nats/consumers.ts';
export { isAccountSeed, readJwtIssuedAt, readJwtSubject } from './nats/jwt.ts';
export { getProducerKey, isProducerRevoked, revokeProducers, signProducer } from './nats/producers.ts';
export { formatNatsServerConfig, readNatsAccountId } from './nats/server-config.ts';
export { formatRedisAclFile, formatRedisUrl, REDIS_HEALTH_USER } from './redis/users.ts';
export { SERVICES, type ServerUserName, type ServiceName } from './services.ts';
export { credsPathOf, ensureCredentials, PRODUCER_KEY_PATHS } from './store/credential-files.ts';
