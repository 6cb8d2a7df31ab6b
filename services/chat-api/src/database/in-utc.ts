/** A connection's `options`: Prisma sends and reads a time without its offset, which is right in UTC alone. */
export const IN_UTC = '-c TimeZone=UTC';
