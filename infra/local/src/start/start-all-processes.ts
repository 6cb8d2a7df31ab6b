import { join } from 'node:path';
import { assertPortsFree, ensurePrograms } from '@kcs/private-servers';
import { getDataFolders, removePrivateServerData } from '../plan/data-folders.ts';
import { createStartPlan } from '../plan/make-plan.ts';
import { listRequiredPrograms } from '../plan/required-programs.ts';
import type { StartSettings } from '../plan/settings.ts';
import { stopLeftovers } from '../supervise/stop-leftovers.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { formatStartBanner } from './banner.ts';
import type { StartContext } from './context.ts';
import { getDemoPassword } from './demo-password.ts';
import { runChatApiJob } from './run-job.ts';

/** Starts the servers, prepares the database, and then starts the services and the front door. */
export async function startAllProcesses(
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
