import { defineConfig } from 'prisma/config';

/** Configures the Prisma CLI (`prisma generate`, `prisma studio`). The services never read this file. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  ...(process.env.DATABASE_URL && { datasource: { url: process.env.DATABASE_URL } }),
});
