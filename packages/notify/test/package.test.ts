import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');
const run = promisify(execFile);

const PLAIN_SERVICE = `
import { createPublisher } from '@kcs/notify';
const publisher = createPublisher({ url: 'http://127.0.0.1:1', token: 'kcs_svc_x' });
const result = await publisher.publish({ id: 'x', type: 'mention', to: [] });
console.log(result.status, result.code);
`;
const TYPED_SERVICE = `
import { createPublisher, type NotificationDocument, type PublishResult } from '@kcs/notify';
const document: NotificationDocument = { type: 'homework_due', to: [{ email: 'a@b.example' }] };
const result: PublishResult = await createPublisher({ url: 'nats://x', creds: () => 'x' }).publish(document);
if (result.status === 'refused') console.log(result.code.toUpperCase(), result.details[0]?.field);
// @ts-expect-error A target has only known fields.
const wrongTarget: NotificationDocument = { type: 'homework_due', to: [{ mail: 'a@b.example' }] };
console.log(wrongTarget);
`;

t.test('the package works without any other package, from JavaScript and TypeScript', async (t) => {
  const project = t.testdir();
  const installedFolder = join(project, 'node_modules/@kcs/notify');
  mkdirSync(installedFolder, { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(join(PACKAGE_FOLDER, part), join(installedFolder, part), { recursive: true });
  writeFileSync(join(project, 'service.mjs'), PLAIN_SERVICE);
  writeFileSync(join(project, 'service.mts'), TYPED_SERVICE);
  const { stdout } = await run(process.execPath, ['service.mjs'], { cwd: project });
  t.equal(stdout, 'refused VALIDATION_FAILED\n');

  const compilerPath = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    '',
  ];
  const compiled = await run(
    process.execPath,
    [compilerPath, ...options, '--lib', 'es2023,dom', 'service.mts'],
    {
      cwd: project,
    },
  ).catch((failure: { stdout: string }) => failure);
  t.equal(compiled.stdout, '');
});
