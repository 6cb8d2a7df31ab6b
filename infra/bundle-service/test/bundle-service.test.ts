import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { bundleService, bundleServiceVersion, ServiceBundler } from '../src/index.ts';

const MAIN_MODULE_SOURCE = `import { fail } from './fail.ts';
console.log('started');
fail('a test');
`;
const FAIL_MODULE_SOURCE = `interface Reason {
  readonly text: string;
}

export function fail(text: string): never {
  const reason: Reason = { text };
  throw new Error(reason.text);
}
`;

function createServiceFolder(t: Test, bundle: object = { programs: ['main'], copies: ['src/data'] }): string {
  return t.testdir({
    'package.json': JSON.stringify({ type: 'module', bundle }),
    src: { 'main.ts': MAIN_MODULE_SOURCE, 'fail.ts': FAIL_MODULE_SOURCE, data: { 'script.lua': 'return 1' } },
  });
}

function readProgramOutput(program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--enable-source-maps', program], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

t.test('a bundled program runs, and its stack traces name TypeScript files and lines', async (t) => {
  const serviceFolder = createServiceFolder(t);
  await bundleService(serviceFolder);
  const programOutput = readProgramOutput(join(serviceFolder, 'dist/main.js'));
  t.match(programOutput, /^started\n/);
  t.match(programOutput, /src\/fail\.ts:7:9/);
  t.match(programOutput, /src\/main\.ts:3:1/);
  t.equal(readFileSync(join(serviceFolder, 'dist/data/script.lua'), 'utf8'), 'return 1');
});

t.test('a service whose new sources do not build keeps its last bundle', async (t) => {
  const serviceFolder = createServiceFolder(t);
  await bundleService(serviceFolder);
  writeFileSync(join(serviceFolder, 'src/fail.ts'), 'export const other = 1;');
  await t.rejects(bundleService(serviceFolder), /No matching export/);
  t.match(readProgramOutput(join(serviceFolder, 'dist/main.js')), /^started\n/);
});

t.test('a package.json that lists no programs causes an error that says what to add', async (t) => {
  await t.rejects(
    bundleService(createServiceFolder(t, {})),
    /package\.json lists no programs\. Add "bundle"/,
  );
});

t.test(
  'another version of a service is bundled from changed sources, and dist stays unchanged',
  async (t) => {
    const serviceFolder = createServiceFolder(t);
    await bundleService(serviceFolder);
    await bundleServiceVersion(serviceFolder, '.next', [
      {
        name: 'change-main',
        setup({ onLoad }) {
          onLoad({ filter: /src\/main\.ts$/ }, () => ({ contents: "console.log('next');", loader: 'ts' }));
        },
      },
    ]);
    t.equal(readProgramOutput(join(serviceFolder, '.next/main.js')), 'next\n');
    t.match(readProgramOutput(join(serviceFolder, 'dist/main.js')), /^started\n/);
  },
);

t.test('a development build leaves dist unchanged and reports whether its result changed', async (t) => {
  const serviceFolder = createServiceFolder(t);
  const serviceBundler = await ServiceBundler.create(serviceFolder);
  t.teardown(() => serviceBundler.dispose());
  t.equal(await serviceBundler.rebuild(), true);
  t.equal(await serviceBundler.rebuild(), false);
  t.notOk(existsSync(join(serviceFolder, 'dist')));
  t.match(readProgramOutput(join(serviceFolder, '.dev/main.js')), /^started\n/);
  writeFileSync(join(serviceFolder, 'src/main.ts'), "console.log('started again');");
  t.equal(await serviceBundler.rebuild(), true);
  t.equal(readProgramOutput(join(serviceFolder, '.dev/main.js')), 'started again\n');
  writeFileSync(join(serviceFolder, 'src/main.ts'), 'this is not TypeScript');
  await t.rejects(serviceBundler.rebuild(), /Expected/);
  t.equal(readProgramOutput(join(serviceFolder, '.dev/main.js')), 'started again\n');
});
