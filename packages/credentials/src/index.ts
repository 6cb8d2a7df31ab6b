export { type Credentials, issueCredentials } from './credentials.ts';
export type { NatsTrust } from './nats/accounts.ts';
export { natsAccountId, natsServerConfig } from './nats/server-config.ts';
export { REDIS_HEALTH_USER, redisAclFile, redisUrl } from './redis/users.ts';
export { SERVICES, type Service, type User } from './services.ts';
export { credsFile, keepCredentials } from './store/credential-files.ts';
