import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');

t.test('the code examples in the README compile', async (t) => {
  const text = readFileSync(join(PACKAGE_FOLDER, 'README.md'), 'utf8');
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  t.ok(examples.length >= 3);
  const folder = t.testdir();
  mkdirSync(join(folder, 'src'));
  for (const [n, code] of examples.entries()) writeFileSync(join(folder, `src/example-${n}.ts`), code);
  const paths = {
    '@kcs/chat-client': [join(PACKAGE_FOLDER, 'src/index.ts')],
    '@kcs/chat-client/node': [join(PACKAGE_FOLDER, 'src/node.ts')],
  };
  const config = {
    extends: join(PACKAGE_FOLDER, 'tsconfig.json'),
    compilerOptions: { paths },
    include: ['src'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch(
    (failure: { stdout: string }) => failure,
  );
  t.equal(stdout, '');
});
