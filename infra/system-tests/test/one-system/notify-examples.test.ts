import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { getSharedSystem } from './system.ts';

const EXAMPLES_FOLDER = join(import.meta.dirname, '../../../../packages/notify/examples');
const GO_FOLDER = join(EXAMPLES_FOLDER, 'go');
const RUN_TIMEOUT_MS = 60_000;
/** Go must not download modules during a test. */
const GO_ENV = { GOPROXY: 'off', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };

interface Run {
  readonly isSuccess: boolean;
  readonly output: string;
}

/** Runs a command, and returns everything that it printed. */
function run(
  command: readonly string[],
  env: Record<string, string> = {},
  cwd = EXAMPLES_FOLDER,
): Promise<Run> {
  const [program = '', ...args] = command;
  const options = { cwd, env: { ...process.env, ...env }, timeout: RUN_TIMEOUT_MS };
  return new Promise((resolve) => {
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) =>
      resolve({
        isSuccess: error === null,
        output: `${stdout}${stderr}${error?.code === 'ENOENT' ? error.message : ''}`,
      }),
    );
  });
}

/** The examples in other languages. Each has a command that succeeds only if the required tools are installed. */
const EXAMPLES = [
  {
    name: 'nats command line',
    id: 'homework-18-due',
    command: ['sh', 'homework.sh'],
    probe: ['nats', '--version'],
    missing: 'The nats command line is not installed.',
  },
  {
    name: 'Python over HTTP',
    id: 'homework-19-due',
    command: ['python3', 'homework_http.py'],
    probe: ['python3', '--version'],
    missing: 'Python is not installed.',
  },
  {
    name: 'Python over NATS',
    id: 'homework-20-due',
    command: ['python3', 'homework_nats.py'],
    probe: ['python3', '-c', 'import nats, nkeys'],
    missing: 'The Python packages nats-py and nkeys are not installed.',
  },
  {
    name: 'Go',
    id: 'homework-21-due',
    command: ['go', 'run', '.'],
    probe: ['go', 'list', '-deps', '.'],
    missing: 'Go, or its module nats.go, is not installed.',
    cwd: GO_FOLDER,
  },
] as const;

t.test('the examples of @kcs/notify work', { timeout: 120_000 }, async (t) => {
  const system = await getSharedSystem();
  const admin = await system.admin();
  const ada = await system.user({ name: 'Ada' });
  const account = { name: 'homework', scopes: ['notifications:write'] };
  const { id: accountId, token } = (await admin.request('POST', '/service-accounts', account)).body.data;
  t.teardown(() => admin.request('DELETE', `/service-accounts/${accountId}`));
  const issued = await admin.request('POST', `/service-accounts/${accountId}/nats-credentials`, {});
  const folder = t.testdir({ 'homework.creds': issued.body.data.creds });
  const httpEnv = { KCS_URL: system.frontDoor, KCS_SERVICE_TOKEN: token };
  const natsEnv = { KCS_NATS_URL: system.nats.url, KCS_NATS_CREDS_FILE: join(folder, 'homework.creds') };

  t.test('the service reminds people once, over NATS and over HTTP', async (t) => {
    const socket = await ada.connect(system.gateways[0]);
    const due = new Date(Date.now() + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
    const homework = [
      { id: 17, title: 'Fractions', due, to: [{ user_id: ada.id }] },
      { id: 16, title: 'Not due', due: '2026-01-01', to: [{ user_id: ada.id }] },
    ];
    const homeworkFile = join(folder, 'homework.json');
    writeFileSync(homeworkFile, JSON.stringify(homework));
    const runService = async (env: Record<string, string>) => {
      const service = spawn(process.execPath, ['homework.mjs', homeworkFile], {
        cwd: EXAMPLES_FOLDER,
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: RUN_TIMEOUT_MS,
      });
      const [line] = await once(service.stdout, 'data');
      const exited = once(service, 'exit');
      service.kill('SIGTERM');
      t.same(await exited, [0, null]);
      return String(line);
    };

    t.equal(await runService(natsEnv), `accepted homework-17-${due}\n`);
    t.match(await socket.next('chat-notification', ({ type }) => type === 'homework_due'), {
      ...{
        title: 'Due tomorrow: Fractions',
        url: 'https://homework.school.example/17',
        data: { homeworkId: 17 },
        source: 'homework',
      },
    });
    t.equal(await runService(httpEnv), `repeated homework-17-${due}\n`);
    t.equal(socket.all('chat-notification').length, 1);
  });

  for (const { name, id, command, probe, missing, ...place } of EXAMPLES) {
    const cwd = 'cwd' in place ? place.cwd : EXAMPLES_FOLDER;
    t.test(`the example for ${name} sends a notification`, async (t) => {
      const tools = await run(probe, GO_ENV, cwd);
      if (!tools.isSuccess) {
        t.comment(`${missing} ${tools.output.split('\n')[0]}`);
        t.pass(missing, { skip: missing });
        return;
      }
      const { isSuccess, output } = await run(command, { ...httpEnv, ...natsEnv, ...GO_ENV }, cwd);
      t.ok(isSuccess, output);
      const state = await system.until(async () => {
        const headers = { authorization: `Bearer ${token}` };
        const { status, body } = await admin.request('GET', `/notifications/${id}`, undefined, { headers });
        return status === 200 && body.data;
      });
      t.ok(state.recipients >= 1);
    });
  }
});
