import t from 'tap';
import { runCapacity } from '../../src/capacity/run-capacity.ts';

async function run(...args: string[]) {
  const lines: string[] = [];
  const exitCode = await runCapacity({ args, say: (line) => void lines.push(line) });
  return { exitCode, text: lines.join('\n') };
}

t.test('npm run capacity prints the load, the replicas, and the servers', async (t) => {
  const { exitCode, text } = await run('--people', '100000', '--messages', '20');
  t.equal(exitCode, 0);
  t.match(text, /^120,000 sockets in 83,333 rooms/);
  t.match(text, /\| messages +\| +556 \|/);
  for (const part of ['chat-api', 'gateway', 'presence', 'PostgreSQL', 'NATS', 'Redis'])
    t.match(text, new RegExp(`^\\| ${part} +\\|`, 'm'));
  for (const part of ['PostgreSQL', 'NATS', 'Redis']) t.match(text, new RegExp(`^${part}: `, 'm'));
});

t.test('npm run capacity explains its flags, and refuses unknown and invalid ones', async (t) => {
  t.match((await run('--help')).text, /--people N/);
  const describeRefusal = async (...args: string[]) => {
    const refusal = await run(...args).catch((error: Error & { fix?: string }) => error);
    return refusal instanceof Error && refusal.fix?.includes('--people N') ? refusal.message : undefined;
  };
  t.match(await describeRefusal('--persons', '5'), /--persons/);
  for (const value of ['0', '-1', 'many', 'Infinity'])
    t.match(await describeRefusal(`--people=${value}`), /^--people must be a positive number/);
});
