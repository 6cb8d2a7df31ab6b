import { join } from 'node:path';
import { assertPortsFree, ensurePrograms } from '@kcs/private-servers';
import { HELP_TEXT } from '../../bootstrap/flags.mjs';
import { DevelopmentBuilds } from '../dev/development-builds.ts';
import { restartServicesOnChange } from '../dev/restart-on-change.ts';
import { getDataFolders, removePrivateServerData } from '../plan/data-folders.ts';
import { createStartPlan } from '../plan/make-plan.ts';
import { listRequiredPrograms } from '../plan/required-programs.ts';
import { readStartSettings, type StartSettings } from '../plan/settings.ts';
import { takeStartLock } from '../supervise/start-lock.ts';
import { stopLeftovers } from '../supervise/stop-leftovers.ts';
import { Supervisor } from '../supervise/supervisor.ts';
import { formatStartBanner } from './banner.ts';
import { runAllStartChecks } from './check-everything.ts';
import type { StartContext } from './context.ts';
import { getDemoPassword } from './demo-password.ts';
import { runChatApiJob } from './run-job.ts';

/** Implements `npm start`. Runs until the user stops it, and returns the exit code once all processes have ended. */
export function start(context: StartContext): Promise<number> {
  return runStart(readStartSettings(context.root, context.args, context.env), context);
}

/**
 * Implements `npm run dev`. Unlike with `npm start`, services restart when their sources change, and Vite serves the
 * pages.
 */
export function startDevelopment(context: StartContext): Promise<number> {
  return runStart(readStartSettings(context.root, context.args, context.env, { development: true }), context);
}

async function runStart(settings: StartSettings, context: StartContext): Promise<number> {
  if (settings.help) {
    context.say(HELP_TEXT);
    return 0;
  }
  if (settings.check) return runAllStartChecks(settings, context);

  const releaseStartLock = takeStartLock(join(settings.folder, 'start.lock'));
  const supervisor = new Supervisor({
    folder: settings.folder,
    say: context.say,
    showLastLines: settings.development,
  });
  context.onForce(() => supervisor.force());
  try {
    await (settings.development ? runForDevelopment : startAllProcesses)(settings, supervisor, context);
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
  settings: StartSettings,
  supervisor: Supervisor,
  context: StartContext,
): Promise<void> {
  context.say('Building the services');
  const developmentBuilds = await DevelopmentBuilds.create(settings.root);
  context.signal.addEventListener('abort', () => developmentBuilds.dispose(), { once: true });
  const startPromise = developmentBuilds
    .rebuildAll()
    .then(() => startAllProcesses(settings, supervisor, context));
  // Start watching right away, so that edits made during the start are not lost.
  restartServicesOnChange({
    root: settings.root,
    builds: developmentBuilds,
    supervisor,
    started: startPromise,
    say: context.say,
    signal: context.signal,
  });
  await startPromise;
}

async function startAllProcesses(
  settings: StartSettings,
  supervisor: Supervisor,
  { say, signal }: StartContext,
): Promise<void> {
  const stoppedProcessNames = await stopLeftovers(join(settings.folder, 'state.json'));
  if (stoppedProcessNames.length > 0)
    say(`Stopped processes that an earlier start left running: ${stoppedProcessNames.join(', ')}`);
  await assertPortsFree([settings.port, settings.socketsPort]);
  await ensurePrograms(listRequiredPrograms(settings), { say, signal });
  if (settings.fresh) {
    removePrivateServerData(settings);
    say('Removed the local data');
  }
  const startPlan = await createStartPlan(settings);
  printDataFolder(settings, say);

  if (startPlan.servers.length > 0) say(`Starting ${startPlan.servers.map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(startPlan.servers, signal);
  say('Applying migrations');
  await runChatApiJob('migrate', settings, startPlan.jobEnv, signal);
  if (!settings.production) {
    say('Loading demo data');
    const demoSeedEnv = { ...startPlan.jobEnv, DEMO_PASSWORD: getDemoPassword(settings) };
    await runChatApiJob('seed-demo', settings, demoSeedEnv, signal);
  }
  say(`Starting ${[...startPlan.services, ...startPlan.gateways].map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(startPlan.services, signal);
  await supervisor.startStage(startPlan.gateways, signal);
  say(`Starting ${startPlan.frontDoor.map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(startPlan.frontDoor, signal);
  say(formatStartBanner(settings, startPlan));
}

function printDataFolder(settings: StartSettings, say: (line: string) => void): void {
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
