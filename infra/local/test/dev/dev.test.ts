import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '@kcs/private-servers';
import t, { type Test } from 'tap';
import { LocalStart, RUNNING_PATTERN, WITHOUT_SERVERS } from '../fixtures/local-start.ts';

/** A stand-in for Vite, which answers every path. */
const VITE_STAND_IN_SOURCE = `import { createServer } from 'node:http';
const port = process.argv[process.argv.indexOf('--port') + 1];
createServer((request, response) => response.end('vite ' + request.url)).listen(Number(port), '127.0.0.1');
`;

async function prepareDevelopmentStart(t: Test): Promise<LocalStart> {
  const localStart = await LocalStart.prepare(t);
  const viteFolder = join(localStart.root, 'services/web/node_modules/vite/bin');
  mkdirSync(viteFolder, { recursive: true });
  writeFileSync(join(viteFolder, 'vite.js'), VITE_STAND_IN_SOURCE);
  mkdirSync(join(localStart.root, 'packages/contracts/src'), { recursive: true });
  return localStart;
}

async function startDevelopment(t: Test): Promise<LocalStart> {
  const localStart = await prepareDevelopmentStart(t);
  localStart.dev([], WITHOUT_SERVERS);
  await localStart.waitForOutput(RUNNING_PATTERN);
  return localStart;
}

async function fetchText(localStart: LocalStart, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${localStart.port}${path}`)).text();
}

t.test('in development, Vite answers requests for pages, and the services answer all others', async (t) => {
  const localStart = await startDevelopment(t);
  t.equal(await fetchText(localStart, '/'), 'vite /');
  t.equal(await fetchText(localStart, '/src/main.tsx'), 'vite /src/main.tsx');
  for (const path of ['/api/v1/auth/me', '/docs', '/docs/json', '/.well-known/jwks.json']) {
    t.match(await fetchText(localStart, path), 'chat-api-1', path);
  }
  t.match(await fetchText(localStart, '/socket.io/?EIO=4'), 'realtime-gateway-1');
});

t.test(
  'in development, an edited service restarts on the same ports, and the other services keep running',
  async (t) => {
    const localStart = await startDevelopment(t);
    const stateEntriesBefore = localStart.state();
    const findPidBefore = (name: string) => stateEntriesBefore.find((entry) => entry.name === name)?.pid ?? 0;
    const serviceSourceFile = join(localStart.root, 'services/chat-api/src/main.ts');
    const originalCode = readFileSync(serviceSourceFile, 'utf8');
    // Replace the source file instead of writing to it, as many editors do.
    writeFileSync(`${serviceSourceFile}~`, originalCode.replace('by: INSTANCE_ID', "by: 'the new code'"));
    renameSync(`${serviceSourceFile}~`, serviceSourceFile);
    const entryAfterRestart = await localStart.waitForReturn('chat-api-1', findPidBefore('chat-api-1'));
    t.match(entryAfterRestart, { url: stateEntriesBefore.find(({ name }) => name === 'chat-api-1')?.url });
    t.match(await fetchText(localStart, '/api/v1'), 'the new code');
    t.equal(localStart.entry('presence-1')?.pid, findPidBefore('presence-1'));
    t.match(localStart.output, /Rebuilt chat-api in \d+ ms/);
  },
);

t.test('in development, an edit during the start is built and applied after the start', async (t) => {
  const localStart = await prepareDevelopmentStart(t);
  localStart.dev([], WITHOUT_SERVERS);
  await localStart.waitForOutput(/^Starting chat-api-1/m);
  const serviceSourceFile = join(localStart.root, 'services/chat-api/src/main.ts');
  writeFileSync(
    serviceSourceFile,
    readFileSync(serviceSourceFile, 'utf8').replace('by: INSTANCE_ID', "by: 'the new code'"),
  );
  await localStart.waitForOutput(/Rebuilt chat-api in \d+ ms/);
  const assertNewCodeAnswers = async () =>
    assert.match(await fetchText(localStart, '/api/v1'), /the new code/);
  await waitUntil(assertNewCodeAnswers, { name: 'the new code', timeoutMs: 20_000 });
});

t.test(
  'in development, a service that does not build keeps running, and its build error and later correction are reported',
  async (t) => {
    const localStart = await startDevelopment(t);
    const presencePidBefore = localStart.entry('presence-1')?.pid ?? 0;
    writeFileSync(join(localStart.root, 'services/presence/src/broken.ts'), 'const = 1;');
    const serviceSourceFile = join(localStart.root, 'services/presence/src/main.ts');
    const originalCode = readFileSync(serviceSourceFile, 'utf8');
    writeFileSync(serviceSourceFile, `import './broken.ts';\n${originalCode}`);
    await localStart.waitForOutput(/presence does not build\. The running version is kept\..*broken\.ts/s);
    t.equal(localStart.entry('presence-1')?.pid, presencePidBefore);
    writeFileSync(serviceSourceFile, originalCode);
    await localStart.waitForOutput(
      /presence builds without errors again\. The running version is up to date\./,
    );
    t.equal(localStart.entry('presence-1')?.pid, presencePidBefore);
    writeFileSync(serviceSourceFile, `${originalCode}\nconsole.log('repaired');`);
    await localStart.waitForReturn('presence-1', presencePidBefore);
  },
);

t.test(
  'in development, a crash after an edit prints the last lines of output, and the corrected service restarts',
  async (t) => {
    const localStart = await startDevelopment(t);
    const presencePidBefore = localStart.entry('presence-1')?.pid ?? 0;
    const serviceSourceFile = join(localStart.root, 'services/presence/src/main.ts');
    const originalCode = readFileSync(serviceSourceFile, 'utf8');
    writeFileSync(serviceSourceFile, "throw new Error('a mistake');");
    await localStart.waitForOutput(
      /services\/presence\/src\/main\.ts:1:7.*presence-1 ended \(exit code 1\)/s,
    );
    writeFileSync(serviceSourceFile, `${originalCode}\n`);
    await localStart.waitForReturn('presence-1', presencePidBefore);
  },
);

t.test(
  'in development, a change to a package restarts only the services whose build it changes',
  async (t) => {
    const localStart = await LocalStart.prepare(t);
    const packageSourceFile = join(localStart.root, 'packages/contracts/src/limits.ts');
    mkdirSync(join(localStart.root, 'packages/contracts/src'), { recursive: true });
    writeFileSync(packageSourceFile, 'export const LIMIT = 1;');
    const serviceSourceFile = join(localStart.root, 'services/presence/src/main.ts');
    const originalCode = readFileSync(serviceSourceFile, 'utf8');
    writeFileSync(
      serviceSourceFile,
      `import { LIMIT } from '../../../packages/contracts/src/limits.ts';\n${originalCode}\nconsole.log(LIMIT);`,
    );
    const viteFolder = join(localStart.root, 'services/web/node_modules/vite/bin');
    mkdirSync(viteFolder, { recursive: true });
    writeFileSync(join(viteFolder, 'vite.js'), VITE_STAND_IN_SOURCE);
    localStart.dev([], WITHOUT_SERVERS);
    await localStart.waitForOutput(RUNNING_PATTERN);
    const [presence, api] = [localStart.entry('presence-1')?.pid ?? 0, localStart.entry('chat-api-1')?.pid];
    writeFileSync(packageSourceFile, 'export const LIMIT = 2;');
    await localStart.waitForReturn('presence-1', presence);
    t.equal(localStart.entry('chat-api-1')?.pid, api, 'a service whose build is the same keeps running');
    localStart.child?.kill('SIGINT');
    t.equal(await localStart.exited, 0);
    const assertNoProcessesLeft = async () => {
      if (localStart.processes().length > 0) throw new Error(localStart.processes().join('\n'));
    };
    await waitUntil(assertNoProcessesLeft, { name: 'the end of all processes', timeoutMs: 5_000 });
  },
);
