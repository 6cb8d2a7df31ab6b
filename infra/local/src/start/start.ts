import { join } from 'node:path';
import { HELP_TEXT } from '../../bootstrap/flags.mjs';
import { DevelopmentBuilds } from '../dev/development-builds.ts';
import { restartServicesOnChange } from '../dev/restart-on-change.ts';
import { readStartSettings, type StartSettings } from '../plan/settings.ts';
import { takeStartLock } from '../supervise/start-lock.ts';
import { Supervisor } from '../supervise/supervisor.ts';
import { runAllStartChecks } from './check-everything.ts';
import type { StartContext } from './context.ts';
import { startAllProcesses } from './start-all-processes.ts';

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

function waitUntilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
