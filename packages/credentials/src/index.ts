export { type Credentials, issueCredentials } from './credentials.ts';
export type { NatsTrust } from './nats/accounts.ts';
export { isAccountSeed } from './nats/jwt.ts';
export { signProducer } from './nats/producers.ts';
export { formatNatsServerConfig, readNatsAccountId } from './nats/server-config.ts';
export { formatRedisAclFile, formatRedisUrl, REDIS_HEALTH_USER } from './redis/users.ts';
export { SERVICES, type ServerUser, type Service } from './services.ts';
export { credsPathOf, ensureCredentials, PRODUCER_KEY_PATHS } from './store/credential-files.ts';
