import { isAbsolute, join } from 'node:path';
import { findPostgresBinaryFolder, StartError, startPostgres } from '@kcs/private-servers';
import { getDataFolders } from '../plan/data-folders.ts';
import { formatServiceUrl } from '../plan/plan-servers.ts';
import { ensureDatabasePassword } from '../plan/secrets.ts';
import { getServiceOutdir } from '../plan/service-spec.ts';
import { readStartSettings, type StartSettings } from '../plan/settings.ts';
import type { StartContext } from '../start/context.ts';
import { takeStartLock } from '../supervise/start-lock.ts';
import { StateFile } from '../supervise/state-file.ts';
import { backUpDatabase } from './back-up-database.ts';
import type { DatabaseTarget } from './database-programs.ts';
import { restoreDatabase } from './restore-database.ts';

/**
 * Implements `npm run backup [-- <folder>]`. Dumps the database of `npm start`, or the one that MIGRATION_DATABASE_URL or
 * DATABASE_URL names, into `.kcs/backups` or the given folder. The system may run meanwhile.
 */
export async function backup(context: StartContext): Promise<number> {
  const settings = readStartSettings(context.root, [], context.env);
  const folder = resolvePath(context, context.args[0] ?? getBackupFolder(settings));
  const [running] = StateFile.read(join(settings.folder, 'state.json')).filter(
    ({ name }) => name === 'postgres',
  );
  const dumpTo = async (url: string) =>
    context.say(`Saved ${await backUpDatabase(createTarget(context, url), folder)}`);
  const ownUrl = settings.env.MIGRATION_DATABASE_URL || settings.provided.postgres || running?.url;
  if (ownUrl) await dumpTo(ownUrl);
  else await runWithPrivateDatabase(settings, context, dumpTo);
  return 0;
}

/**
 * Implements `npm run restore -- <dump>`. Replaces the database with the content of a dump, and erases the users in the
 * file beside the dump again. All services must be stopped. The former database is kept under another name.
 */
export async function restore(context: StartContext): Promise<number> {
  const [dump] = context.args;
  if (dump === undefined) {
    throw new StartError('No dump is given', 'Name the file: npm run restore -- .kcs/backups/<file>.dump');
  }
  const settings = readStartSettings(context.root, [], context.env);
  const programs = join(context.root, 'services', 'chat-api', getServiceOutdir(settings));
  const restoreInto = async (url: string, serviceUrl: string | undefined) => {
    const restoreOptions = { dumpPath: resolvePath(context, dump), programs, serviceUrl };
    const formerName = await restoreDatabase(createTarget(context, url), restoreOptions);
    const formerText = formerName ? ` The former database is kept as ${formerName}.` : '';
    context.say(`Restored ${dump}.${formerText}`);
  };
  const { postgres } = settings.provided;
  if (postgres) await restoreInto(settings.env.MIGRATION_DATABASE_URL || postgres, postgres);
  else {
    await runWithPrivateDatabase(settings, context, (url) =>
      restoreInto(url, formatServiceUrl(url, ensureDatabasePassword(settings.folder))),
    );
  }
  return 0;
}

/** Returns the folder for the dumps of `npm start`. chat-api also writes the file of erased users there. */
const getBackupFolder = ({ folder }: Pick<StartSettings, 'folder'>): string => join(folder, 'backups');

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
