import { createPostgresUrlSchema, loadConfig } from '@kcs/service-kit';
import Type from 'typebox';

const databaseUrlSchema = Type.Object({
  DATABASE_URL: createPostgresUrlSchema({
    examples: ['postgresql://user:password@127.0.0.1:5432/kcs_chat'],
    description: 'PostgreSQL',
  }),
});

/**
 * Returns the URL in DATABASE_URL, or in the file that DATABASE_URL_FILE names. If the URL is missing or invalid, prints
 * what is wrong and exits with 1. For programs that need no other configuration.
 */
export function readDatabaseUrlOrExit(program: string): string {
  try {
    return loadConfig(databaseUrlSchema, () => [], process.env).DATABASE_URL;
  } catch (error) {
    console.error(`${program}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
