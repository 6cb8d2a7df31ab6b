import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from '@kcs/testkit';
import t from 'tap';

const SAMPLE_SERVICE_FILE = fileURLToPath(new URL('../support/sample-service.mjs', import.meta.url));

interface LogLine {
  readonly msg?: string;
  readonly [key: string]: unknown;
}
interface RunningSampleService {
  readonly child: ChildProcess;
  readonly lines: LogLine[];
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
  /** Resolves with the first log line whose message is `msg`. */
  line(msg: string): Promise<LogLine>;
}

function startSampleService(
  t: { teardown(end: () => void): void },
  env: Record<string, string> = {},
  args: string[] = [],
): RunningSampleService {
  const childProcess = spawn(process.execPath, [SAMPLE_SERVICE_FILE, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => void childProcess.kill('SIGKILL'));
  const logLines: LogLine[] = [];
  let stderr = '';
  childProcess.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  createInterface({ input: childProcess.stdout as NonNullable<typeof childProcess.stdout> }).on(
    'line',
    (line) => logLines.push(JSON.parse(line) as LogLine),
  );
  const exitCodePromise = once(childProcess, 'close').then(([code]) => code as number | null);
  const waitForLogLine = (msg: string) =>
    eventually(msg, () => logLines.find((one) => one.msg === msg), 20_000);
  return {
    child: childProcess,
    lines: logLines,
    exit: exitCodePromise,
    line: waitForLogLine,
    stderr: () => stderr,
  };
}
const listLogMessages = (sample: RunningSampleService) => sample.lines.map((line) => line.msg);

t.test('the start line shows the version, the process id, and the endpoints, but no passwords', async (t) => {
  const sampleService = startSampleService(t, { NATS_URL: 'nats://chat:hunter2@10.0.0.1:4222' });
  const startLine = await sampleService.line('sample started');
  t.match(startLine, {
    version: '0.1.0',
    pid: sampleService.child.pid,
    nats: 'nats://***@10.0.0.1:4222',
    http: /127/,
  });
  t.notMatch(JSON.stringify(sampleService.lines), /hunter2/);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`after ${signal}, the process runs the stop list in order and exits with 0`, async (t) => {
    const sampleService = startSampleService(t);
    await sampleService.line('sample started');
    sampleService.child.kill(signal);
    t.equal(await sampleService.exit, 0);
    t.same(listLogMessages(sampleService).slice(1), ['Stopping', 'first stopped', 'last stopped', 'Stopped']);
  });
}

t.test('after a stop step fails, the next step still runs, and the exit code is 1', async (t) => {
  const sampleService = startSampleService(t, { SAMPLE: 'step-fails' });
  await sampleService.line('sample started');
  sampleService.child.kill('SIGTERM');
  t.equal(await sampleService.exit, 1);
  t.match(sampleService.lines, [
    {},
    {},
    {},
    { step: 'broken', err: { message: 'flush failed' } },
    { msg: 'last stopped' },
  ]);
});

t.test('a stop that exceeds its time limit ends the process with exit code 1', async (t) => {
  const sampleService = startSampleService(t, { SAMPLE: 'stop-hangs' });
  await sampleService.line('sample started');
  sampleService.child.kill('SIGTERM');
  t.equal(await sampleService.exit, 1);
  t.ok(
    listLogMessages(sampleService).includes(
      'The stop took too long. Exiting before all steps have finished.',
    ),
  );
});

t.test('the configuration can extend the time limit for a stop', async (t) => {
  const sampleService = startSampleService(t, { SAMPLE: 'stop-is-slow', STOP_MS: '20000' });
  await sampleService.line('sample started');
  sampleService.child.kill('SIGTERM');
  t.equal(await sampleService.exit, 0);
  t.ok(listLogMessages(sampleService).includes('last stopped'));
});

t.test('a second stop signal ends the process immediately, with exit code 1', async (t) => {
  const sampleService = startSampleService(t, { SAMPLE: 'stop-hangs' });
  await sampleService.line('sample started');
  sampleService.child.kill('SIGTERM');
  await sampleService.line('Stopping');
  sampleService.child.kill('SIGTERM');
  t.equal(await sampleService.exit, 1);
  t.ok(listLogMessages(sampleService).includes('Exiting at once after a second signal'));
});

t.test('after a failed start, the process stops what it has already started and exits with 1', async (t) => {
  const sampleService = startSampleService(t, { SAMPLE: 'start-fails' });
  t.equal(await sampleService.exit, 1);
  t.match(sampleService.lines, [
    { msg: 'sample could not start. Exiting.', err: { message: 'no database' } },
    { msg: 'first stopped' },
  ]);
});

for (const [kind, text] of [
  ['rejection', 'not handled anywhere'],
  ['exception', 'thrown in a timer'],
] as const) {
  t.test(`an unhandled ${kind} is logged and ends the process with exit code 1`, async (t) => {
    const sampleService = startSampleService(t, { SAMPLE: kind });
    t.equal(await sampleService.exit, 1);
    t.match(sampleService.lines.at(-1), { level: 60, err: { message: text } });
  });
}

t.test('--check-config validates the environment and starts nothing (CONF-2)', async (t) => {
  const runWithValidConfig = startSampleService(t, {}, ['--check-config']);
  const runWithInvalidConfig = startSampleService(t, { NODE_ENV: 'production', LOG_LEVEL: 'loud' }, [
    '--check-config',
  ]);
  t.equal(await runWithValidConfig.exit, 0);
  t.match(runWithValidConfig.stderr(), /sample: the configuration is usable/);
  t.equal(await runWithInvalidConfig.exit, 1);
  for (const name of ['LOG_LEVEL', 'NATS_URL']) t.match(runWithInvalidConfig.stderr(), name);
  t.same([...runWithValidConfig.lines, ...runWithInvalidConfig.lines], []);
});

t.test('a process with an invalid configuration starts nothing', async (t) => {
  const sampleService = startSampleService(t, { LOG_LEVEL: 'loud' });
  t.equal(await sampleService.exit, 1);
  t.match(sampleService.stderr(), /LOG_LEVEL must be one of/);
  t.same(sampleService.lines, []);
});
