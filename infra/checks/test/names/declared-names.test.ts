import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REPOSITORY_ROOT } from '../support/root.ts';
import { listSources } from '../support/sources.ts';
import { collectDeclaredNames } from './collect-declared-names.ts';
import expected from './declared-names.json' with { type: 'json' };

const { literals, ...declared } = expected;

t.test('contracts still declare every name that they declared in version 13b63ac', async (t) => {
  const declaredNames = collectDeclaredNames();
  for (const [group, wanted] of Object.entries(declared)) {
    const missingNames = wanted.filter((name) => !declaredNames[group]?.includes(name));
    t.same(missingNames, [], group);
  }
});

t.test(
  'the sources still contain every stored or sent name that the sources of version 13b63ac contained',
  async (t) => {
    const sourceFiles = (await listSources()).filter(
      (file) => /\.(ts|tsx|mjs|lua|sql|cfg)$/.test(file) && !file.includes('/test/'),
    );
    const sourceText = sourceFiles
      .map((file) => readFileSync(join(REPOSITORY_ROOT, file), 'utf8'))
      .join('\n');
    const missingLiterals = literals.filter((literal) => !sourceText.includes(literal));
    t.same(missingLiterals, []);
  },
);
