/**
 * The `options` of every PostgreSQL connection. Prisma sends and reads times without an offset, which is correct only
 * if the session uses UTC.
 */
export const IN_UTC = '-c TimeZone=UTC';
