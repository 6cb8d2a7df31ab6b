import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '@kcs/private-servers';
import t, { type Test } from 'tap';
import { LocalStart, UP, WITHOUT_SERVERS } from '../fixtures/local-start.ts';

/** A stand-in for Vite that answers every path. */
const VITE = `import { createServer } from 'node:http';
const port = process.argv[process.argv.indexOf('--port') + 1];
createServer((request, response) => response.end('vite ' + request.url)).listen(Number(port), '127.0.0.1');
`;

async function startDevelopment(t: Test): Promise<LocalStart> {
  const line = await LocalStart.prepare(t);
  const vite = join(line.root, 'services/web/node_modules/vite/bin');
  mkdirSync(vite, { recursive: true });
  writeFileSync(join(vite, 'vite.js'), VITE);
  mkdirSync(join(line.root, 'packages/contracts/src'), { recursive: true });
  line.dev([], WITHOUT_SERVERS);
  await line.prints(UP);
  return line;
}

async function get(line: LocalStart, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${line.port}${path}`)).text();
}

t.test('in development, Vite answers requests for pages and the services answer all others', async (t) => {
  const line = await startDevelopment(t);
  t.equal(await get(line, '/'), 'vite /');
  t.equal(await get(line, '/src/main.tsx'), 'vite /src/main.tsx');
  for (const path of ['/api/v1/auth/me', '/docs', '/docs/json', '/.well-known/jwks.json']) {
    t.match(await get(line, path), 'chat-api-1', path);
  }
  t.match(await get(line, '/socket.io/?EIO=4'), 'realtime-gateway-1');
});

t.test('an edited service restarts on the same ports, and the other services keep running', async (t) => {
  const line = await startDevelopment(t);
  const before = line.state();
  const pid = (name: string) => before.find((entry) => entry.name === name)?.pid ?? 0;
  const source = join(line.root, 'services/chat-api/src/main.ts');
  const code = readFileSync(source, 'utf8');
  // Replaces the file instead of writing to it, as many editors do.
  writeFileSync(`${source}~`, code.replace('by: INSTANCE_ID', "by: 'the new code'"));
  renameSync(`${source}~`, source);
  const after = await line.returns('chat-api-1', pid('chat-api-1'));
  t.match(after, { url: before.find(({ name }) => name === 'chat-api-1')?.url });
  t.match(await get(line, '/api/v1'), 'the new code');
  t.equal(line.entry('presence-1')?.pid, pid('presence-1'));
  t.match(line.output, /Rebuilt chat-api in \d+ ms/);
});

t.test('a service that does not build keeps running, and the error and its end are printed', async (t) => {
  const line = await startDevelopment(t);
  const pid = line.entry('presence-1')?.pid ?? 0;
  writeFileSync(join(line.root, 'services/presence/src/broken.ts'), 'const = 1;');
  const source = join(line.root, 'services/presence/src/main.ts');
  const code = readFileSync(source, 'utf8');
  writeFileSync(source, `import './broken.ts';\n${code}`);
  await line.prints(/presence does not build\. The running version is kept\..*broken\.ts/s);
  t.equal(line.entry('presence-1')?.pid, pid);
  writeFileSync(source, code);
  await line.prints(/presence builds again\. The running version is up to date\./);
  t.equal(line.entry('presence-1')?.pid, pid);
  writeFileSync(source, `${code}\nconsole.log('repaired');`);
  await line.returns('presence-1', pid);
});

t.test(
  'a service that crashes after an edit shows its last lines and returns after a correction',
  async (t) => {
    const line = await startDevelopment(t);
    const pid = line.entry('presence-1')?.pid ?? 0;
    const source = join(line.root, 'services/presence/src/main.ts');
    const code = readFileSync(source, 'utf8');
    writeFileSync(source, "throw new Error('a mistake');");
    await line.prints(/services\/presence\/src\/main\.ts:1:7.*presence-1 ended \(exit code 1\)/s);
    writeFileSync(source, `${code}\n`);
    await line.returns('presence-1', pid);
  },
);

t.test('a changed package restarts the services that import it', async (t) => {
  const line = await LocalStart.prepare(t);
  const shared = join(line.root, 'packages/contracts/src/limits.ts');
  mkdirSync(join(line.root, 'packages/contracts/src'), { recursive: true });
  writeFileSync(shared, 'export const LIMIT = 1;');
  const source = join(line.root, 'services/presence/src/main.ts');
  const code = readFileSync(source, 'utf8');
  writeFileSync(
    source,
    `import { LIMIT } from '../../../packages/contracts/src/limits.ts';\n${code}\nconsole.log(LIMIT);`,
  );
  const vite = join(line.root, 'services/web/node_modules/vite/bin');
  mkdirSync(vite, { recursive: true });
  writeFileSync(join(vite, 'vite.js'), VITE);
  line.dev([], WITHOUT_SERVERS);
  await line.prints(UP);
  const [presence, api] = [line.entry('presence-1')?.pid ?? 0, line.entry('chat-api-1')?.pid];
  writeFileSync(shared, 'export const LIMIT = 2;');
  await line.returns('presence-1', presence);
  t.equal(line.entry('chat-api-1')?.pid, api, 'a service whose build is the same keeps running');
  line.child?.kill('SIGINT');
  t.equal(await line.exited, 0);
  const gone = async () => {
    if (line.processes().length > 0) throw new Error(line.processes().join('\n'));
  };
  await waitUntil(gone, { name: 'the end of all processes', timeoutMs: 5_000 });
});
