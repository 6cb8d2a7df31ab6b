import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');

t.test('the code examples in the README compile', async (t) => {
  const readmeText = readFileSync(join(PACKAGE_FOLDER, 'README.md'), 'utf8');
  const codeExamples = [...readmeText.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  t.ok(codeExamples.length >= 3);
  const exampleFolder = t.testdir();
  mkdirSync(join(exampleFolder, 'src'));
  for (const [n, code] of codeExamples.entries())
    writeFileSync(join(exampleFolder, `src/example-${n}.ts`), code);
  const packageEntryPaths = {
    '@kcs/chat-client': [join(PACKAGE_FOLDER, 'src/index.ts')],
    '@kcs/chat-client/calls': [join(PACKAGE_FOLDER, 'src/calls.ts')],
    '@kcs/chat-client/node': [join(PACKAGE_FOLDER, 'src/node.ts')],
  };
  const compilerConfig = {
    extends: join(PACKAGE_FOLDER, 'tsconfig.json'),
    compilerOptions: { paths: packageEntryPaths },
    include: ['src'],
  };
  writeFileSync(join(exampleFolder, 'tsconfig.json'), JSON.stringify(compilerConfig));
  const compilerPath = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const { stdout } = await promisify(execFile)(process.execPath, [compilerPath, '-p', exampleFolder]).catch(
    (failure: { stdout: string }) => failure,
  );
  t.equal(stdout, '');
});
