import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createReachableFolder, findPostgresUser } from '@kcs/private-servers';
import type { StartSettings } from './settings.ts';

export interface PrivateServerDataFolders {
  postgres: string | undefined;
  redis: string | undefined;
  nats: string | undefined;
}

/** Returns the data folder of each private server; undefined for a server that the user provides. */
export function getDataFolders({
  folder,
  provided,
}: Pick<StartSettings, 'folder' | 'provided'>): PrivateServerDataFolders {
  const parentDataFolder = join(folder, 'data');
  return {
    postgres: provided.postgres
      ? undefined
      : createReachableFolder(join(parentDataFolder, 'postgres'), findPostgresUser()),
    redis: provided.redis ? undefined : join(parentDataFolder, 'redis'),
    nats: provided.nats ? undefined : join(parentDataFolder, 'nats'),
  };
}

/** Deletes the data of the private servers, as `--fresh` requires. Does not touch servers that the user provides. */
export function removePrivateServerData(settings: Pick<StartSettings, 'folder' | 'provided'>): void {
  for (const folder of Object.values(getDataFolders(settings))) {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}
