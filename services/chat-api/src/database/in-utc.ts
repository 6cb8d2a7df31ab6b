/**
 * The connection option that sets the session time zone to UTC. Every PostgreSQL connection needs it, because Prisma
 * sends and reads times without a time zone.
 */
export const UTC_SESSION_OPTION = '-c TimeZone=UTC';
