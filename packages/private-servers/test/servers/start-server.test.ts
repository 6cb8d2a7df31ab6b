import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isPortFree, waitUntil } from '../../src/index.ts';

t.test(
  'a private server does not outlive the process that started it, even if that process is killed',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const file = join(t.testdir(), 'url');
    const program = `
    import { writeFileSync } from 'node:fs';
    import { startRedis } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    writeFileSync(${JSON.stringify(file)}, (await startRedis()).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    await waitUntil(async () => readFileSync(file), { name: 'Redis', timeoutMs: 20_000 });
    const port = Number(new URL(readFileSync(file, 'utf8')).port);
    t.notOk(await isPortFree(port));
    child.kill('SIGKILL');
    const isGone = async () => {
      if (!(await isPortFree(port))) throw new Error('It still listens');
    };
    await waitUntil(isGone, { name: 'the end of Redis', timeoutMs: 5_000 });
  },
);
