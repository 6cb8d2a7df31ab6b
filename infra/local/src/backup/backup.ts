import { isAbsolute, join } from 'node:path';
import { findPostgresBinaryFolder, StartError, startPostgres } from '@kcs/private-servers';
import { getBackupFolder, getErasedUsersPath } from '../plan/backup-folder.ts';
import { getDataFolders } from '../plan/data-folders.ts';
import { formatServiceUrl } from '../plan/plan-servers.ts';
import { ensureDatabasePassword } from '../plan/secrets.ts';
import { getServiceOutdir } from '../plan/service-spec.ts';
import { readStartSettings, type StartSettings } from '../plan/settings.ts';
import { removeRoomStream } from '../plan/stream-folders.ts';
import type { StartContext } from '../start/context.ts';
import { takeStartLock } from '../supervise/start-lock.ts';
import { backUpDatabase } from './back-up-database.ts';
import type { DatabaseTarget } from './database-programs.ts';
import { findProvidedDatabase, findRunningDatabase } from './find-database.ts';
import { restoreDatabase } from './restore-database.ts';

/**
 * Implements `npm run backup [-- <folder>]`. Dumps the database of `npm start`, or the one that DATABASE_URL names, into
 * `.kcs/backups` or the given folder. The system may run meanwhile.
 */
export async function backup(context: StartContext): Promise<number> {
  const settings = readStartSettings(context.root, [], context.env);
  const folder = resolvePath(context, context.args[0] ?? getBackupFolder(settings));
  const dumpTo = async (url: string) =>
    context.say(`Saved ${await backUpDatabase(createTarget(context, url), folder)}`);
  const databaseUrl = findProvidedDatabase(settings) ?? findRunningDatabase(settings);
  if (databaseUrl) await dumpTo(databaseUrl);
  else await runWithPrivateDatabase(settings, context, dumpTo);
  return 0;
}

/**
 * Implements `npm run restore -- <dump>`. Replaces the database with the content of a dump, and erases users again
 * who were erased since. All services must be stopped. The former database is kept under another name. Also deletes the
 * stream of room events, unless the user provides the database or NATS.
 */
export async function restore(context: StartContext): Promise<number> {
  const [dump] = context.args;
  if (dump === undefined) {
    throw new StartError('No dump is given', 'Name the file: npm run restore -- .kcs/backups/<file>.dump');
  }
  const settings = readStartSettings(context.root, [], context.env);
  const programs = join(context.root, 'services', 'chat-api', getServiceOutdir(settings));
  const erasedUsersPath = getErasedUsersPath(settings);
  const restoreInto = async (url: string, serviceUrl: string | undefined) => {
    const restoreOptions = { dumpPath: resolvePath(context, dump), programs, serviceUrl, erasedUsersPath };
    const { formerName, foundErasedUsersFile } = await restoreDatabase(
      createTarget(context, url),
      restoreOptions,
    );
    if (!foundErasedUsersFile) {
      context.say(
        `Found no file of erased users beside the dump or at ${erasedUsersPath}. If you have one, copy it beside the dump, and restore again.`,
      );
    }
    const formerText = formerName ? ` The former database is kept as ${formerName}.` : '';
    context.say(`Restored ${dump}.${formerText}`);
  };
  const providedUrl = findProvidedDatabase(settings);
  if (providedUrl) await restoreInto(providedUrl, settings.provided.postgres);
  else {
    const { nats: natsFolder } = getDataFolders(settings);
    await runWithPrivateDatabase(settings, context, async (url) => {
      await restoreInto(url, formatServiceUrl(url, ensureDatabasePassword(settings.folder)));
      if (natsFolder !== undefined) removeRoomStream(natsFolder);
    });
    if (natsFolder !== undefined) return 0;
  }
  context.say(
    'Delete the stream of room events before you start the services: nats stream rm CHAT_ROOMS. It contains events from after the backup.',
  );
  return 0;
}

/**
 * Starts the private PostgreSQL server, runs `work`, and stops the server. `npm start` must not be running.
 */
async function runWithPrivateDatabase(
  settings: StartSettings,
  { signal }: StartContext,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const releaseStartLock = takeStartLock(join(settings.folder, 'start.lock'));
  try {
    const server = await startPostgres({
      dir: getDataFolders(settings).postgres as string,
      durable: true,
      signal,
    });
    try {
      await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    releaseStartLock();
  }
}

const createTarget = ({ signal }: StartContext, url: string): DatabaseTarget => ({
  url,
  binaries: findPostgresBinaryFolder(undefined),
  signal,
});

const resolvePath = ({ root }: StartContext, path: string): string =>
  isAbsolute(path) ? path : join(root, path);
