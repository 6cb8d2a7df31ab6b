import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@kcs/private-servers';
import t from 'tap';
import { identifyProcess } from '../../src/supervise/process-identity.ts';

const getModuleUrl = (file: string) => new URL(`../../${file}`, import.meta.url).href;
const { removeNpmVariables, createToolEnvironment } = await import(getModuleUrl('bootstrap/environment.mjs'));
const { runStep } = await import(getModuleUrl('bootstrap/run.mjs'));

t.test('services inherit the environment, except the variables that npm adds', async (t) => {
  const parentEnv = {
    ...{ PATH: '/bin', npm_config_cache: 'x', npm_lifecycle_event: 'start', INIT_CWD: '/', NODE: '/node' },
    ...{ DATABASE_URL: 'postgres://db', NODE_ENV: 'production' },
  };
  t.same(removeNpmVariables(parentEnv), {
    PATH: '/bin',
    DATABASE_URL: 'postgres://db',
    NODE_ENV: 'production',
  });
});

t.test(
  'development tools get the npm registry settings, a writable home folder, and no NODE_ENV',
  async (t) => {
    const stateFolder = t.testdir();
    const parentEnv = {
      PATH: '/bin',
      HOME: '/nowhere',
      npm_config_registry: 'http://r',
      npm_config_prefix: '/',
      NODE_ENV: 'x',
    };
    const toolEnv = createToolEnvironment(parentEnv, { folder: stateFolder, tools: '/tools' });
    t.match(toolEnv, {
      HOME: join(stateFolder, 'home'),
      npm_config_registry: 'http://r',
      CI: 'true',
      PATH: /^\/tools:.*:\/bin$/,
    });
    t.notOk('NODE_ENV' in toolEnv || 'npm_config_prefix' in toolEnv);
    t.ok(existsSync(join(stateFolder, 'home')));
    t.equal(
      createToolEnvironment({ PATH: '/bin' }, { folder: stateFolder }).HOME,
      join(stateFolder, 'home'),
      'also without HOME',
    );
  },
);

const createStepContext = () => ({ signal: new AbortController().signal, onForce: () => {}, say: () => {} });

t.test('the error of a failed bootstrap step contains the output of the step and a fix', async (t) => {
  const failingStep = {
    name: 'building',
    command: 'sh',
    args: ['-c', 'echo broken here >&2; exit 3'],
    cwd: '/',
    fix: 'repair it',
  };
  await t.rejects(
    runStep({ ...failingStep, env: process.env }, createStepContext()),
    /The step "building" failed \(3\):\nbroken here\n\nrepair it/,
  );
});

t.test('aborting a bootstrap step also ends its child processes', async (t) => {
  const pidFile = join(t.testdir(), 'pid');
  const stopController = new AbortController();
  const sleepingStep = {
    name: 'x',
    command: 'sh',
    args: ['-c', 'sleep 1000 & echo $! >"$0"; wait', pidFile],
    cwd: '/',
    fix: '',
  };
  const stepRunPromise = runStep(
    { ...sleepingStep, env: process.env },
    { ...createStepContext(), signal: stopController.signal },
  );
  stepRunPromise.catch(() => {});
  const assertPidWritten = async () => {
    if (!readFileSync(pidFile, 'utf8').trim()) throw new Error('empty');
  };
  await waitUntil(assertPidWritten, { name: 'the child', timeoutMs: 10_000 });
  stopController.abort(new Error('Ctrl-C'));
  await t.rejects(stepRunPromise, /Ctrl-C/);
  t.equal(identifyProcess(Number(readFileSync(pidFile, 'utf8'))), undefined);
});

/** Starts a program that handles signals as the bootstrap does, but whose shutdown never ends. */
async function startNeverStoppingProgram(): Promise<{
  child: ChildProcess;
  waitForOutput: (text: string) => Promise<void>;
}> {
  const neverStoppingProgramSource = `
    import { handleStopSignals } from ${JSON.stringify(getModuleUrl('bootstrap/stop-signals.mjs'))};
    handleStopSignals(console.log).onForce(() => console.log('forced now'));
    setInterval(() => {}, 1e6);
    console.log('listening');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', neverStoppingProgramSource], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let childOutput = '';
  child.stdout?.on('data', (text) => {
    childOutput += text;
  });
  const waitForOutput = (text: string) =>
    waitUntil(
      async () => {
        if (!childOutput.includes(text)) throw new Error(childOutput);
      },
      { name: text, timeoutMs: 15_000 },
    );
  await waitForOutput('listening');
  return { child, waitForOutput };
}

t.test(
  'a second Ctrl-C forces the stop, but the copy of the first Ctrl-C that npm forwards does not',
  async (t) => {
    const { child, waitForOutput } = await startNeverStoppingProgram();
    t.teardown(() => child.kill('SIGKILL'));
    const signaledAt = Date.now();
    child.kill('SIGINT');
    await waitForOutput('Stopping');
    child.kill('SIGINT');
    const repeatedSignalTimer = setInterval(() => child.kill('SIGINT'), 1_200);
    const [code] = await once(child, 'exit');
    clearInterval(repeatedSignalTimer);
    t.equal(code, 1);
    await waitForOutput('forced now');
    t.ok(Date.now() - signaledAt > 1_000, 'the immediate second signal did not force the stop');
  },
);

t.test('if Node is too old, the bootstrap fails with an error that names the required version', async (t) => {
  const oldNodeVersionModule =
    'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.4"})';
  const bootstrapPath = fileURLToPath(getModuleUrl('bootstrap.mjs'));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', oldNodeVersionModule, bootstrapPath, 'start'],
    {
      encoding: 'utf8',
    },
  );
  t.equal(status, 1);
  t.match(stderr, /needs Node 20\.19 or newer\. This is Node 18\.20\.4.*nodejs\.org/s);
});

t.test('a wrong flag of npm start is reported before anything is installed or built', async (t) => {
  const bootstrapPath = fileURLToPath(getModuleUrl('bootstrap.mjs'));
  const runBootstrap = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [bootstrapPath, ...args], {
      encoding: 'utf8',
      timeout: 5_000,
      // Without a PATH, any step after the check of the flags would fail, with a different error.
      env: { PATH: '/nowhere', ...env },
    });
  for (const command of ['start', 'dev']) {
    for (const args of [['--gateway', '2'], ['--gateways', 'many'], ['--apis', '0'], ['fast']]) {
      const { status, stdout, stderr } = runBootstrap([command, ...args]);
      t.equal(status, 1);
      t.match(stderr, /--gateways N/, args.join(' '));
      t.equal(stdout, '', 'no step was started');
    }
  }
  const { status, stderr } = runBootstrap(['start'], { npm_config_fresh: 'true' });
  t.equal(status, 1);
  t.match(stderr, /npm did not pass on --fresh\. Write two hyphens before it: npm start -- --fresh/);
});
