import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createReachableFolder, findPostgresUser } from '@kcs/private-servers';
import type { Settings } from './settings.ts';

export interface DataFolders {
  postgres: string | undefined;
  redis: string | undefined;
  nats: string | undefined;
}

/** Returns the data folder of each private server; undefined for a server that the user provides. */
export function getDataFolders({ folder, provided }: Pick<Settings, 'folder' | 'provided'>): DataFolders {
  const dataFolder = join(folder, 'data');
  return {
    postgres: provided.postgres
      ? undefined
      : createReachableFolder(join(dataFolder, 'postgres'), findPostgresUser()),
    redis: provided.redis ? undefined : join(dataFolder, 'redis'),
    nats: provided.nats ? undefined : join(dataFolder, 'nats'),
  };
}

/** Deletes the data of the private servers, as `--fresh` requires. Does not touch servers that the user provides. */
export function removeData(settings: Pick<Settings, 'folder' | 'provided'>): void {
  for (const folder of Object.values(getDataFolders(settings))) {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}
