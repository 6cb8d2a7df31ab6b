import { join } from 'node:path';
import { ensurePrograms, requirePorts } from '@kcs/private-servers';
import { takeStartLock } from '../supervise/start-lock.ts';
import { stopLeftovers } from '../supervise/stop-leftovers.ts';
import { Supervisor } from '../supervise/supervisor.ts';
import { banner } from './banner.ts';
import { checkEverything } from './check-everything.ts';
import type { Context } from './context.ts';
import { dataFolders, removeData } from './data-folders.ts';
import { HELP } from './flags.ts';
import { makePlan } from './plan.ts';
import { neededPrograms } from './required-programs.ts';
import { runJob } from './run-job.ts';
import { readSettings, type Settings } from './settings.ts';

/** `npm start`: runs until it is told to stop. Resolves with the exit code, when nothing of it runs any more. */
export async function start(context: Context): Promise<number> {
  const settings = readSettings(context.root, context.args, context.env);
  if (settings.help) {
    context.say(HELP);
    return 0;
  }
  if (settings.check) return checkEverything(settings, context);

  const unlock = takeStartLock(join(settings.folder, 'start.lock'));
  const supervisor = new Supervisor({ folder: settings.folder, say: context.say });
  context.onForce(() => supervisor.force());
  try {
    await bringUp(settings, supervisor, context);
    await untilAborted(context.signal);
    return 0;
  } catch (error) {
    if (context.signal.aborted) return 0;
    throw error;
  } finally {
    await supervisor.stop();
    unlock();
  }
}

async function bringUp(settings: Settings, supervisor: Supervisor, { say, signal }: Context): Promise<void> {
  const left = await stopLeftovers(join(settings.folder, 'state.json'));
  if (left.length > 0) say(`stopped what an earlier start had left running: ${left.join(', ')}`);
  await requirePorts([settings.port, settings.socketsPort]);
  await ensurePrograms(neededPrograms(settings), { say, signal });
  if (settings.fresh) {
    removeData(settings);
    say('removed the local data');
  }
  const plan = await makePlan(settings);
  sayWhereDataIs(settings, say);

  if (plan.servers.length > 0) say(`starting ${plan.servers.map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(plan.servers, signal);
  say('applying migrations');
  await runJob('migrate', settings, plan.jobEnv, signal);
  if (!settings.production) {
    say('loading demo data');
    await runJob('seed-demo', settings, plan.jobEnv, signal);
  }
  say(`starting ${[...plan.services, ...plan.gateways].map(({ name }) => name).join(', ')}`);
  await supervisor.startStage(plan.services, signal);
  await supervisor.startStage(plan.gateways, signal);
  say('starting haproxy');
  await supervisor.startStage([plan.balancer], signal);
  say(banner(settings, plan));
}

function sayWhereDataIs(settings: Settings, say: (line: string) => void): void {
  const { postgres } = dataFolders(settings);
  if (postgres && !postgres.startsWith(settings.folder)) {
    say(`the database's files are in ${postgres}: its user cannot enter ${settings.folder}`);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
