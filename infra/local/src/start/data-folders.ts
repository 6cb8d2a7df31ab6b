import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { postgresUser, reachableFolder } from '@kcs/private-servers';
import type { Settings } from './settings.ts';

export interface DataFolders {
  postgres: string | undefined;
  redis: string | undefined;
  nats: string | undefined;
}

/** Where the private servers keep their data; undefined for those that somebody else runs. */
export function dataFolders({ folder, given }: Pick<Settings, 'folder' | 'given'>): DataFolders {
  const data = join(folder, 'data');
  return {
    postgres: given.postgres ? undefined : reachableFolder(join(data, 'postgres'), postgresUser()),
    redis: given.redis ? undefined : join(data, 'redis'),
    nats: given.nats ? undefined : join(data, 'nats'),
  };
}

/** For `--fresh`: only ever what is private to this start. */
export function removeData(settings: Pick<Settings, 'folder' | 'given'>): void {
  for (const folder of Object.values(dataFolders(settings))) {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}
