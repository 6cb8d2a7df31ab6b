import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');
const EXAMPLE_FILES = [
  'homework.mjs',
  'homework.sh',
  'homework_http.py',
  'homework_nats.py',
  'go/homework.go',
];
const MAX_SERVICE_LINES = 39;

const readPackageFile = (path: string): string => readFileSync(join(PACKAGE_FOLDER, path), 'utf8');

t.test('the README shows the text of every example', async (t) => {
  const codeBlocks = [...readPackageFile('README.md').matchAll(/```\w+\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  for (const file of EXAMPLE_FILES) {
    t.ok(
      codeBlocks.includes(readPackageFile(`examples/${file}`)),
      `examples/${file} differs from the README`,
    );
  }
});

t.test('the example service has fewer than 40 lines', async (t) => {
  t.ok(readPackageFile('examples/homework.mjs').trimEnd().split('\n').length <= MAX_SERVICE_LINES);
});
