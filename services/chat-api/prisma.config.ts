import { defineConfig } from 'prisma/config';

/** For Prisma's command line (`prisma generate`, `prisma studio`). The services never read this file. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  ...(process.env.DATABASE_URL && { datasource: { url: process.env.DATABASE_URL } }),
});
