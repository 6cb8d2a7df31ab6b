import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@kcs/private-servers';
import t from 'tap';
import { processIdentity } from '../src/supervise/process-identity.ts';

const at = (file: string) => new URL(`../${file}`, import.meta.url).href;
const { ownEnvironment, toolEnvironment } = await import(at('bootstrap/environment.mjs'));
const { runStep } = await import(at('bootstrap/run.mjs'));

t.test('services get our environment without what npm adds to it', async (t) => {
  const env = {
    ...{ PATH: '/bin', npm_config_cache: 'x', npm_lifecycle_event: 'start', INIT_CWD: '/', NODE: '/node' },
    ...{ DATABASE_URL: 'postgres://db', NODE_ENV: 'production' },
  };
  t.same(ownEnvironment(env), { PATH: '/bin', DATABASE_URL: 'postgres://db', NODE_ENV: 'production' });
});

t.test('tools know the registry, a home they can write to, and no production', async (t) => {
  const folder = t.testdir();
  const env = {
    PATH: '/bin',
    HOME: '/nowhere',
    npm_config_registry: 'http://r',
    npm_config_prefix: '/',
    NODE_ENV: 'x',
  };
  const tool = toolEnvironment(env, { folder, tools: '/tools' });
  t.match(tool, {
    HOME: join(folder, 'home'),
    npm_config_registry: 'http://r',
    CI: 'true',
    PATH: /^\/tools:.*:\/bin$/,
  });
  t.notOk('NODE_ENV' in tool || 'npm_config_prefix' in tool);
  t.ok(existsSync(join(folder, 'home')));
  t.equal(toolEnvironment({ PATH: '/bin' }, { folder }).HOME, join(folder, 'home'), 'without HOME too');
});

const context = () => ({ signal: new AbortController().signal, onForce: () => {}, say: () => {} });

t.test('a step that fails shows its last output and what to do', async (t) => {
  const step = {
    what: 'building',
    command: 'sh',
    args: ['-c', 'echo broken here >&2; exit 3'],
    cwd: '/',
    fix: 'mend it',
  };
  await t.rejects(
    runStep({ ...step, env: process.env }, context()),
    /building failed \(3\):\nbroken here\n\nmend it/,
  );
});

t.test('a step that is stopped takes its children with it', async (t) => {
  const file = join(t.testdir(), 'pid');
  const stop = new AbortController();
  const step = {
    what: 'x',
    command: 'sh',
    args: ['-c', 'sleep 1000 & echo $! >"$0"; wait', file],
    cwd: '/',
    fix: '',
  };
  const run = runStep({ ...step, env: process.env }, { ...context(), signal: stop.signal });
  run.catch(() => {});
  const written = async () => {
    if (!readFileSync(file, 'utf8').trim()) throw new Error('empty');
  };
  await waitUntil(written, { what: 'its child', timeoutMs: 10_000 });
  stop.abort(new Error('Ctrl-C'));
  await t.rejects(run, /Ctrl-C/);
  t.equal(processIdentity(Number(readFileSync(file, 'utf8'))), undefined);
});

/** Hears signals as the bootstrap does, and never gets done with stopping. */
async function neverDone(): Promise<{ child: ChildProcess; says: (text: string) => Promise<void> }> {
  const program = `
    import { listenForStop } from ${JSON.stringify(at('bootstrap/stop-signals.mjs'))};
    listenForStop(console.log).onForce(() => console.log('forced now'));
    setInterval(() => {}, 1e6);
    console.log('listening');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  const says = (text: string) =>
    waitUntil(
      async () => {
        if (!output.includes(text)) throw new Error(output);
      },
      { what: text, timeoutMs: 15_000 },
    );
  await says('listening');
  return { child, says };
}

t.test('a second Ctrl-C forces, but not the copy of the first that npm passes on', async (t) => {
  const { child, says } = await neverDone();
  t.teardown(() => child.kill('SIGKILL'));
  const pressed = Date.now();
  child.kill('SIGINT');
  await says('stopping');
  child.kill('SIGINT');
  const later = setInterval(() => child.kill('SIGINT'), 1_200);
  const [code] = await once(child, 'exit');
  clearInterval(later);
  t.equal(code, 1);
  await says('forced now');
  t.ok(Date.now() - pressed > 1_000, 'not by the copy');
});

t.test('a Node that is too old is told what to get', async (t) => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.4"})';
  const program = fileURLToPath(at('bootstrap.mjs'));
  const { status, stderr } = spawnSync(process.execPath, ['--import', pretend, program, 'start'], {
    encoding: 'utf8',
  });
  t.equal(status, 1);
  t.match(stderr, /needs Node 20\.19 or newer; this is 18\.20\.4.*nodejs\.org/s);
});
