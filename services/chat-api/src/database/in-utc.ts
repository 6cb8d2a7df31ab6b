/** The `options` of every connection. Prisma sends and reads times without an offset, which is only correct in UTC. */
export const IN_UTC = '-c TimeZone=UTC';
