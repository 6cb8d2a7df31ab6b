import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, buildAndCheckTypes, checkTypes } from './build.mjs';
import { ownEnvironment, toolEnvironment } from './environment.mjs';
import { installPackages } from './install.mjs';
import { lint } from './lint.mjs';
import { bringPnpm } from './pnpm.mjs';
import { StepError } from './run.mjs';
import { listenForStop } from './stop-signals.mjs';

const COMMANDS = ['start', 'test', 'check', 'chaos'];
const PROGRAMS = {
  start: 'infra/local/dist/start/start.js',
  test: 'infra/test-runner/dist/index.js',
  chaos: 'infra/chaos/dist/index.js',
};
/** Ended by a signal before it had a result. */
const INTERRUPTED = 130;

/** Makes the repository runnable, then runs the command. Resolves with the exit code. */
export async function bootstrap(root, [command = '', ...args]) {
  const say = (line) => console.log(line);
  if (!COMMANDS.includes(command)) {
    console.error(`"${command}" is none of ${COMMANDS.join(', ')}`);
    return 1;
  }
  const stop = listenForStop(say);
  const context = { ...stop, say };
  const folder = join(root, '.kcs');
  try {
    const given = { ...context, root, args, env: ownEnvironment(process.env) };
    if (wantsHelp(command, args) && existsSync(join(root, PROGRAMS[command])))
      return await run(command, given);
    if (command === 'start') refuseSecondStart(folder);
    const tools = await bringPnpm({ root, folder, env: toolEnvironment(process.env, { folder }) }, context);
    const env = toolEnvironment(process.env, { folder, tools });
    const place = { root, folder, env, tools };
    await installPackages(place, context);
    await prepare(command, args, place, context);
    if (command === 'check') {
      say('format, lint, the direction of imports and all types are as they should be');
      return 0;
    }
    return await run(command, { ...given, toolEnv: env });
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    tell(error);
    return 1;
  }
}

/** Needs nothing but what is built, and may be asked for while it runs. */
const wantsHelp = (command, args) =>
  ['start', 'chaos'].includes(command) && args.some((arg) => arg === '--help' || arg === '-h');

async function run(command, given) {
  const part = await import(pathToFileURL(join(given.root, PROGRAMS[command])).href);
  return await part[command](given);
}

async function prepare(command, args, place, context) {
  // Help and a check of the configuration need only what is built; the rest is worth its time.
  const all = command === 'test' && args.length === 0;
  if (all || command === 'check') await lint(place, context);
  if (all) await buildAndCheckTypes(place, context);
  else if (command === 'check') await checkTypes(place, context);
  else await build(place, context);
}

/** The built part judges exactly; this spares a second start from building under the first one's feet. */
function refuseSecondStart(folder) {
  const lock = join(folder, 'start.lock');
  if (!existsSync(lock)) return;
  try {
    const { pid } = JSON.parse(readFileSync(lock, 'utf8'));
    const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!cmdline.includes('bootstrap.mjs')) return;
    throw new StepError(
      `It already runs from this folder, as process ${pid}. Use that one, or stop it: kill ${pid}`,
    );
  } catch (error) {
    if (error instanceof StepError) throw error;
    // No such process: the built part clears up after it.
  }
}

function tell(error) {
  if (error instanceof StepError) console.error(`\n${error.message}`);
  else if (typeof error?.fix === 'string')
    console.error(`\nCannot go on: ${error.message}\n\nWhat to do: ${error.fix}`);
  else console.error(error);
}
