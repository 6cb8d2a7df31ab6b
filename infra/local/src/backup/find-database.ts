import { join } from 'node:path';
import type { StartSettings } from '../plan/settings.ts';
import { isProcessRunning, StateFile } from '../supervise/state-file.ts';

/**
 * Returns the URL of the user's own database for the owner of the tables, as the migrate job uses it. Returns undefined
 * if `npm start` uses a private database, which MIGRATION_DATABASE_URL does not change.
 */
export const findProvidedDatabase = ({
  provided,
  env,
}: Pick<StartSettings, 'provided' | 'env'>): string | undefined =>
  provided.postgres && (env.MIGRATION_DATABASE_URL || provided.postgres);

/** Returns the URL of the private database if `npm start` is running. */
export const findRunningDatabase = ({ folder }: Pick<StartSettings, 'folder'>): string | undefined =>
  StateFile.read(join(folder, 'state.json')).find(
    (entry) => entry.name === 'postgres' && isProcessRunning(entry),
  )?.url;
