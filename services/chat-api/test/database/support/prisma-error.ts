/** Returns an error like the one that Prisma throws for a PostgreSQL error. */
export const createPrismaError = (originalCode: string) =>
  Object.assign(new Error('failed'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { originalCode } } },
  });
