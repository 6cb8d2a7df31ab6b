import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REPOSITORY_ROOT } from './support/root.ts';
import { createScratchRepository, runChecks } from './support/scratch-copy.ts';

const readFileWithReplacement = (file: string, from: string, to: string): string => {
  const originalText = readFileSync(join(REPOSITORY_ROOT, file), 'utf8');
  if (!originalText.includes(from)) throw new Error(`${file} no longer contains ${from}`);
  return originalText.replace(from, to);
};

t.test('npm run check fails if one of its tools does not read every source file', async (t) => {
  const { code, output } = runChecks(
    createScratchRepository(t, {
      'biome.json': readFileWithReplacement('biome.json', '"!**/*.md"', '"!**/*.md", "!services"'),
      'infra/checks/cspell.json': readFileWithReplacement(
        'infra/checks/cspell.json',
        '"**/node_modules/**"',
        '"services/**", "**/node_modules/**"',
      ),
      'infra/checks/knip.jsonc': readFileWithReplacement(
        'infra/checks/knip.jsonc',
        '"entry": ["src/main.ts", ',
        '"ignoreFiles": ["**"], "entry": [',
      ),
      // A package that the layout does not list. The import check does not read its files.
      'infra/stray/package.json': '{ "name": "@kcs/stray", "private": true, "license": "MIT" }\n',
      'infra/stray/src/index.ts': "console.log('stray');\n",
    }),
  );
  t.equal(code, 1);
  t.match(output, /^format: read only \d+ of \d+ source files/m);
  t.match(output, /^spelling: read only \d+ of \d+ source files/m);
  t.match(output, /^unused: read only \d+ of \d+ source files/m);
  t.match(output, /^imports: skipped 1 of \d+ source files, for example infra\/stray\/src\/index\.ts/m);
  t.match(output, /^types: skipped 1 of \d+ source files, for example infra\/stray\/src\/index\.ts/m);
  t.match(output, /^imports: layout: infra\/stray is not listed/m);
});
