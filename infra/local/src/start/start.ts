import { join } from 'node:path';
import { assertPortsFree, ensurePrograms } from '@kcs/private-servers';
import { HELP_TEXT } from '../../bootstrap/flags.mjs';
import { DevelopmentBuilds } from '../dev/development-builds.ts';
import { restartOnChange } from '../dev/restart-on-change.ts';
import { getDataFolders, removeData } from '../plan/data-folders.ts';
import { makePlan } from '../plan/make-plan.ts';
import { listRequiredPrograms } from '../plan/required-programs.ts';
import { readSettings, type Settings } from '../plan/settings.ts';
import { takeStartLock } from '../supervise/start-lock.ts';
import { stopLeftovers } from '../supervise/stop-leftovers.ts';
import { Supervisor } from '../supervise/supervisor.ts';
import { formatBanner } from './banner.ts';
import { checkEverything } from './check-everything.ts';
import type { StartContext } from './context.ts';
import { getDemoPassword } from './demo-password.ts';
import { runJob } from './run-job.ts';

/** Implements `npm start`. Runs until the user stops it, and returns the exit code once all processes have ended. */
export function start(context: StartContext): Promise<number> {
  return runStart(readSettings(context.root, context.args, context.env), context);
}

/**
 * Implements `npm run dev`. Unlike with `npm start`, services restart when their sources change, and Vite serves the
 * pages.
 */
export function startDevelopment(context: StartContext): Promise<number> {
  return runStart(readSettings(context.root, context.args, context.env, { development: true }), context);
}

async function runStart(settings: Settings, context: StartContext): Promise<number> {
  if (settings.help) {
    context.say(HELP_TEXT);
    return 0;
  }
  if (settings.check) return checkEverything(settings, context);

  const releaseStartLock = takeStartLock(join(settings.folder, 'start.lock'));
  const supervisor = new Supervisor({
    folder: settings.folder,
    say: context.say,
    showLastLines: settings.development,
  });
  context.onForce(() => supervisor.force());
  try {
    await (settings.development ? runForDevelopment : startSystem)(settings, supervisor, context);
    await waitUntilAborted(context.signal);
    return 0;
  } catch (error) {
    if (context.signal.aborted) return 0;
    throw error;
  } finally {
    await supervisor.stop();
    releaseStartLock();
  }
}

async function runForDevelopment(
  settings: Settings,
  supervisor: Supervisor,
  context: StartContext,
): Promise<void> {
  context.say('Building the services');
  const builds = await DevelopmentBuilds.create(settings.root);
  context.signal.addEventListener('abort', () => builds.dispose(), { once: true });
  const startPromise = builds.rebuildAll().then(() => startSystem(settings, supervisor, context));
  // Start watching right away, so that edits made during the start are not lost.
  restartOnChange({
    root: settings.root,
    builds,
    supervisor,
    started: startPromise,
    say: context.say,
    signal: context.signal,
  });
  await startPromise;
}

async function startSystem(
  settings: Settings,
  supervisor: Supervisor,
  { say, signal }: StartContext,
): Promise<void> {
  const stoppedProcessNames = await stopLeftovers(join(settings.folder, 'state.json'));
  if (stoppedProcessNames.length > 0)
    say(`Stopped processes that an earlier start left running: ${stoppedProcessNames.join(', ')}`);
  await assertPortsFree([settings.port, settings.socketsPort]);
  await ensurePrograms(listRequiredPrograms(settings), { say, signal });
  if (settings.fresh) {
    removeData(settings);
    say('Removed the local data');
  }
  const plan = await makePlan(settings);
  printDataFolder(settings, say);

  if (plan.servers.length > 0) say(`Starting ${plan.servers.map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(plan.servers, signal);
  say('Applying migrations');
  await runJob('migrate', settings, plan.jobEnv, signal);
  if (!settings.production) {
    say('Loading demo data');
    const seedEnv = { ...plan.jobEnv, DEMO_PASSWORD: getDemoPassword(settings) };
    await runJob('seed-demo', settings, seedEnv, signal);
  }
  say(`Starting ${[...plan.services, ...plan.gateways].map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(plan.services, signal);
  await supervisor.startStage(plan.gateways, signal);
  say(`Starting ${plan.frontDoor.map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(plan.frontDoor, signal);
  say(formatBanner(settings, plan));
}

function printDataFolder(settings: Settings, say: (line: string) => void): void {
  const { postgres } = getDataFolders(settings);
  if (postgres && !postgres.startsWith(settings.folder)) {
    say(
      `PostgreSQL's data is in ${postgres}, because the user that PostgreSQL runs as cannot access ${settings.folder}`,
    );
  }
}

function waitUntilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
