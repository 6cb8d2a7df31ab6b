import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs of a system: the services, and the program that migrates the database. */
export type SystemProgramName = 'chat-api' | 'realtime-gateway' | 'presence' | 'migrate';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const COMPILED_PROGRAM_PATHS: Readonly<Record<SystemProgramName, string>> = {
  'chat-api': 'services/chat-api/dist/main.js',
  'realtime-gateway': 'services/realtime-gateway/dist/main.js',
  presence: 'services/presence/dist/main.js',
  migrate: 'services/chat-api/dist/migrate.js',
};

/**
 * Returns the file path of every program: the path in `overrides` if there is one, otherwise the compiled program that
 * also runs in production. Throws if a program has not been built.
 */
export async function findProgramPaths(
  overrides: Partial<Record<SystemProgramName, string>> = {},
): Promise<Record<SystemProgramName, string>> {
  const programPaths = Object.fromEntries(
    Object.entries(COMPILED_PROGRAM_PATHS).map(([name, path]) => [
      name,
      overrides[name as SystemProgramName] ?? join(REPOSITORY_ROOT, path),
    ]),
  ) as Record<SystemProgramName, string>;
  for (const path of Object.values(programPaths)) {
    await access(path).catch(() => {
      throw new Error(`${path} does not exist. Build the services first: npm run build`);
    });
  }
  return programPaths;
}
