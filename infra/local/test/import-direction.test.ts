import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const FORBIDDEN = {
  'services/presence/src/testkit.ts': '@kcs/testkit',
  'services/presence/src/other-service.ts': '@kcs/chat-api',
  'services/presence/src/rules/other-service.ts': '../../../chat-api/src/index.ts',
  'services/presence/src/past-the-door.ts': '@kcs/contracts/src/errors.ts',
  'services/presence/test/past-the-door.ts': '../../../packages/contracts/src/index.ts',
  'services/web/src/server-side.tsx': '@kcs/service-kit',
  'packages/contracts/src/anything.ts': '@kcs/service-kit',
  'packages/auth/src/sideways.ts': '@kcs/service-kit',
  'packages/private-servers/src/anything.ts': '@kcs/contracts',
};
const ALLOWED = {
  'services/presence/src/contracts.ts': '@kcs/contracts',
  'services/presence/src/own-folder.ts': '../presence/x.ts',
  'services/presence/test/testkit.ts': '@kcs/testkit',
  'services/presence/test/own-source.ts': '../src/app.ts',
  'packages/auth/src/contracts.ts': '@kcs/contracts',
  'packages/testkit/src/servers.ts': '@kcs/private-servers',
};

t.test('imports run one way', async (t) => {
  const dir = t.testdir({ '.gitignore': '' });
  copyFileSync(join(root, 'biome.json'), join(dir, 'biome.json'));
  for (const [file, specifier] of Object.entries({ ...FORBIDDEN, ...ALLOWED })) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), `import '${specifier}';\n`);
  }
  const args = [
    'lint',
    '--only=style/noRestrictedImports',
    '--vcs-use-ignore-file=false',
    '--max-diagnostics=none',
  ];
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), args, {
    cwd: dir,
    encoding: 'utf8',
  });
  const refused = [...(stdout + stderr).matchAll(/^(\S+\.tsx?):\S+ lint\/style\/noRestrictedImports/gm)];
  t.same(refused.map(([, file]) => file).sort(), Object.keys(FORBIDDEN).sort());
});
