import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isPortFree, waitUntil } from '../../src/index.ts';

t.test(
  'a private server does not outlive the process that started it, even if that process is killed',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const urlFilePath = join(t.testdir(), 'url');
    const programSource = `
    import { writeFileSync } from 'node:fs';
    import { startRedis } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    writeFileSync(${JSON.stringify(urlFilePath)}, (await startRedis()).url);`;
    const serverStartingProcess = spawn(process.execPath, ['--input-type=module', '-e', programSource], {
      stdio: 'inherit',
    });
    await waitUntil(async () => readFileSync(urlFilePath), { name: 'Redis', timeoutMs: 20_000 });
    const port = Number(new URL(readFileSync(urlFilePath, 'utf8')).port);
    t.notOk(await isPortFree(port));
    serverStartingProcess.kill('SIGKILL');
    const assertPortFree = async () => {
      if (!(await isPortFree(port))) throw new Error('It still listens');
    };
    await waitUntil(assertPortFree, { name: 'the end of Redis', timeoutMs: 5_000 });
  },
);
