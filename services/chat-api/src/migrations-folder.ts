import { fileURLToPath } from 'node:url';

/** Beside `src` and beside `dist`: this file must lie in the first and its bundle in the second. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
