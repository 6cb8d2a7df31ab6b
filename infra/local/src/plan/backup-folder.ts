import { join } from 'node:path';
import type { StartSettings } from './settings.ts';

/** Returns the folder into which `npm run backup` writes by default. */
export const getBackupFolder = ({ folder }: Pick<StartSettings, 'folder'>): string => join(folder, 'backups');

/** Returns the path of the file to which chat-api appends the ids of erased users. */
export const getErasedUsersPath = (settings: Pick<StartSettings, 'folder' | 'env'>): string =>
  settings.env.ERASED_USERS_FILE || join(getBackupFolder(settings), 'erased-users.txt');
