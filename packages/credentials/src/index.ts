export { type Credentials, issueCredentials } from './credentials.ts';
export type { NatsTrust } from './nats/accounts.ts';
export { formatNatsServerConfig, readNatsAccountId } from './nats/server-config.ts';
export { formatRedisAclFile, formatRedisUrl, REDIS_HEALTH_USER } from './redis/users.ts';
export { SERVICES, type Service, type User } from './services.ts';
export { credsPathOf, ensureCredentials } from './store/credential-files.ts';
