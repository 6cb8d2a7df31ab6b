import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAndCheckTypes, buildChangedPackages, buildForDevelopment, checkTypes } from './build.mjs';
import { createToolEnvironment, removeNpmVariables } from './environment.mjs';
import { parseFlags, refuseFlagsTakenByNpm } from './flags.mjs';
import { installPackages } from './install.mjs';
import { lint } from './lint.mjs';
import { ensurePnpm } from './pnpm.mjs';
import { StepError } from './run.mjs';
import { handleStopSignals } from './stop-signals.mjs';

/**
 * For each command, the compiled module and the exported function that implement it. `check` is not in this list,
 * because it ends after the preparation.
 */
const COMMAND_IMPLEMENTATIONS = {
  start: ['infra/local/dist/start/start.js', 'start'],
  dev: ['infra/local/dist/start/start.js', 'startDevelopment'],
  test: ['infra/test-runner/dist/index.js', 'runTestCommand'],
  'test:watch': ['infra/test-runner/dist/index.js', 'watchTests'],
  chaos: ['infra/chaos/dist/index.js', 'runChaos'],
  drill: ['infra/bench/dist/index.js', 'runDrill'],
  backup: ['infra/local/dist/backup/backup.js', 'backup'],
  restore: ['infra/local/dist/backup/backup.js', 'restore'],
  bench: ['infra/bench/dist/index.js', 'runBench'],
  capacity: ['infra/bench/dist/index.js', 'runCapacity'],
};
const COMMANDS = [...Object.keys(COMMAND_IMPLEMENTATIONS), 'check'];
/** The exit code if a stop signal interrupts the preparation, or a command that does not handle the signal itself. */
const INTERRUPTED_EXIT_CODE = 130;

/** Installs, checks, and builds what the command needs. Then runs the command and returns its exit code. */
export async function bootstrap(root, [command = '', ...args]) {
  const say = (line) => console.log(line);
  if (!COMMANDS.includes(command)) {
    console.error(`"${command}" is not a command. Use one of: ${COMMANDS.join(', ')}`);
    return 1;
  }
  const stopHooks = handleStopSignals(say);
  const stepContext = { ...stopHooks, say };
  const stateFolder = join(root, '.kcs');
  try {
    if (command === 'start' || command === 'dev') {
      parseFlags(args);
      refuseFlagsTakenByNpm(command, process.env);
    }
    const programContext = { ...stepContext, root, args, env: removeNpmVariables(process.env) };
    if (isHelpRequest(command, args) && existsSync(join(root, COMMAND_IMPLEMENTATIONS[command][0]))) {
      return await runCommandProgram(command, programContext);
    }
    if (command === 'start' || command === 'dev') refuseSecondStart(stateFolder);
    const pnpmFolder = await ensurePnpm(
      { root, folder: stateFolder, env: createToolEnvironment(process.env, { folder: stateFolder }) },
      stepContext,
    );
    const toolEnv = createToolEnvironment(process.env, { folder: stateFolder, tools: pnpmFolder });
    const workspace = { root, folder: stateFolder, env: toolEnv, tools: pnpmFolder };
    await installPackages(workspace, stepContext);
    await prepareCommand(command, args, workspace, stepContext);
    if (command === 'check') {
      say('Format, lint, imports, spelling, and types are correct');
      return 0;
    }
    return await runCommandProgram(command, { ...programContext, toolEnv });
  } catch (error) {
    if (stopHooks.signal.aborted) return INTERRUPTED_EXIT_CODE;
    printError(error);
    return 1;
  }
}

/**
 * Returns whether the user asked for help. The help text is printed without installing anything, and even while the
 * system is running.
 */
function isHelpRequest(command, args) {
  return (
    ['start', 'dev', 'chaos', 'drill', 'bench', 'capacity'].includes(command) &&
    args.some((arg) => arg === '--help' || arg === '-h')
  );
}

async function runCommandProgram(command, programContext) {
  const [file, name] = COMMAND_IMPLEMENTATIONS[command];
  const programModule = await import(pathToFileURL(join(programContext.root, file)).href);
  return await programModule[name](programContext);
}

async function prepareCommand(command, args, workspace, context) {
  const isFullTestRun = command === 'test' && args.length === 0;
  if (isFullTestRun || command === 'check') await lint(workspace, context);
  if (isFullTestRun) await buildAndCheckTypes(workspace, context);
  else if (command === 'check') await checkTypes(workspace, context);
  else if (command === 'dev') await buildForDevelopment(workspace, context);
  else await buildChangedPackages(workspace, context);
}

/**
 * Throws a StepError if the system is already running from this folder, so that this run does not replace the programs
 * of that one. This quick check can miss a run that begins at the same moment. Later, the compiled program takes a
 * reliable lock.
 */
function refuseSecondStart(folder) {
  const lockFile = join(folder, 'start.lock');
  if (!existsSync(lockFile)) return;
  try {
    const { pid } = JSON.parse(readFileSync(lockFile, 'utf8'));
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!commandLine.includes('bootstrap.mjs')) return;
    throw new StepError(
      `KCS Chat is already running from this folder, as process ${pid}. Use it, or stop it first: kill ${pid}`,
    );
  } catch (error) {
    if (error instanceof StepError) throw error;
    // The lock cannot be read, or its process no longer exists. Continue: the compiled program stops everything that
    // the process left running.
  }
}

function printError(error) {
  if (error instanceof StepError) console.error(`\n${error.message}`);
  else if (typeof error?.fix === 'string') console.error(`\n${error.message}\n\nTo fix it: ${error.fix}`);
  else console.error(error);
}
