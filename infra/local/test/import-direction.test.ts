import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Whether the linter lets this file import that. */
function mayImport(file: string, specifier: string): boolean {
  const biome = join(root, 'node_modules/.bin/biome');
  const args = [
    'lint',
    '--only=style/noRestrictedImports',
    '--diagnostic-level=error',
    `--stdin-file-path=${file}`,
  ];
  const { stdout, stderr } = spawnSync(biome, args, {
    cwd: root,
    input: `import '${specifier}';\n`,
    encoding: 'utf8',
  });
  return !/noRestrictedImports/.test(stdout + stderr);
}

t.test('imports run one way', async (t) => {
  for (const [file, specifier] of [
    ['services/presence/src/x.ts', '@kcs/testkit'],
    ['services/presence/src/x.ts', '@kcs/chat-api'],
    ['services/presence/src/rules/x.ts', '../../../chat-api/src/index.ts'],
    ['services/presence/src/x.ts', '@kcs/contracts/src/errors.ts'],
    ['services/presence/test/x.ts', '../../../packages/contracts/src/index.ts'],
    ['services/web/src/x.tsx', '@kcs/service-kit'],
    ['packages/contracts/src/x.ts', '@kcs/service-kit'],
    ['packages/auth/src/x.ts', '@kcs/service-kit'],
    ['infra/local/src/x.ts', '@kcs/contracts'],
  ] as const) {
    t.notOk(mayImport(file, specifier), `${file} may not import ${specifier}`);
  }
  for (const [file, specifier] of [
    ['services/presence/src/x.ts', '@kcs/contracts'],
    ['services/presence/src/x.ts', '../presence/x.ts'],
    ['services/presence/test/x.ts', '@kcs/testkit'],
    ['services/presence/test/x.ts', '../src/app.ts'],
    ['packages/auth/src/x.ts', '@kcs/contracts'],
    ['packages/testkit/src/x.ts', '@kcs/local'],
  ] as const) {
    t.ok(mayImport(file, specifier), `${file} may import ${specifier}`);
  }
});
