import { createHash, randomBytes } from 'node:crypto';
import { SERVER_USERS, SERVICES, type ServerUserName, type ServiceName } from '../services.ts';
import { REDIS_PERMISSIONS } from './permissions.ts';

export type RedisPasswords = Readonly<Record<ServerUserName, string>>;

/** The user for health checks. It needs no password and may only send PING. */
export const REDIS_HEALTH_USER = 'health';

const PASSWORD_BYTES = 32;

/**
 * Returns a complete set of passwords: the given passwords, and a new password for each one that is missing. New
 * passwords contain only characters that need no encoding in a URL.
 */
export function completePasswords(passwords: Partial<RedisPasswords> = {}): RedisPasswords {
  const passwordEntries = SERVER_USERS.map((user) => [
    user,
    passwords[user] ?? randomBytes(PASSWORD_BYTES).toString('base64url'),
  ]);
  return Object.fromEntries(passwordEntries) as RedisPasswords;
}

/**
 * Returns the content of the Redis ACL file. The file contains only hashes of the passwords. The default user is
 * disabled, so Redis rejects every client that does not log in as one of our users.
 */
export function formatRedisAclFile(passwords: RedisPasswords): string {
  const aclLines = [
    // Nobody can log in as the default user. But when Redis starts, it replays the transactions in its append-only file
    // as the default user. If this user had no permissions, the data of these transactions would be lost (TRAP-43).
    'user default reset off ~* &* +@all',
    `user ${REDIS_HEALTH_USER} reset resetchannels on nopass +ping`,
    `user admin reset on ${formatAclPasswordHash(passwords.admin)} ~* &* +@all`,
    ...SERVICES.map((service) => formatAclRuleOfService(service, passwords[service])),
  ];
  return `${aclLines.join('\n')}\n`;
}

/** Returns a user's connection URL for Redis. `address` is `host:port`. */
export function formatRedisUrl(user: ServerUserName, passwords: RedisPasswords, address: string): string {
  return `redis://${user}:${passwords[user]}@${address}`;
}

function formatAclRuleOfService(service: ServiceName, password: string): string {
  const { keys, channels, commands } = REDIS_PERMISSIONS[service];
  return [
    `user ${service} reset resetchannels on ${formatAclPasswordHash(password)}`,
    ...keys.map((pattern) => `~${pattern}`),
    ...channels.map((pattern) => `&${pattern}`),
    ...commands.map((command) => `+${command}`),
  ].join(' ');
}

function formatAclPasswordHash(password: string): string {
  return `#${createHash('sha256').update(password).digest('hex')}`;
}
