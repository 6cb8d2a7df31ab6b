import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs of a system: the services, and the program that migrates the database. */
export type Program = 'chat-api' | 'realtime-gateway' | 'presence' | 'migrate';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

const COMPILED: Readonly<Record<Program, string>> = {
  'chat-api': 'services/chat-api/dist/main.js',
  'realtime-gateway': 'services/realtime-gateway/dist/main.js',
  presence: 'services/presence/dist/main.js',
  migrate: 'services/chat-api/dist/migrate.js',
};

/**
 * Returns the file path of every program. Uses the paths in `given`, and otherwise the compiled programs that also run
 * in production. Throws if a program has not been built.
 */
export async function findPrograms(
  given: Partial<Record<Program, string>> = {},
): Promise<Record<Program, string>> {
  const programs = Object.fromEntries(
    Object.entries(COMPILED).map(([name, path]) => [name, given[name as Program] ?? join(REPOSITORY, path)]),
  ) as Record<Program, string>;
  for (const path of Object.values(programs)) {
    await access(path).catch(() => {
      throw new Error(`${path} does not exist. Build the services first: npm run build`);
    });
  }
  return programs;
}
