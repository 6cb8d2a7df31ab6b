import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PNPM_PATH = join(REPOSITORY_ROOT, '.kcs/tools/node_modules/.bin/pnpm');
const OUTPUT_FILE = 'sbom.json';

/** Returns the arguments of `pnpm sbom` in the Dockerfile. */
async function readSbomArguments(): Promise<string[]> {
  const dockerfile = await readFile(join(REPOSITORY_ROOT, 'infra/docker/Dockerfile'), 'utf8');
  const command = /^RUN pnpm (sbom .*)$/m.exec(dockerfile.replaceAll('\\\n', ' '))?.[1] ?? '';
  return command.split(/\s+/);
}

async function readProductionDependencies(folder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(REPOSITORY_ROOT, folder, 'package.json'), 'utf8'));
  return Object.keys(manifest.dependencies ?? {});
}

t.test('the list of packages in the image contains every production dependency, and no tool', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-sbom-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const sbomPath = join(folder, OUTPUT_FILE);
  const sbomArguments = (await readSbomArguments()).map((text) => (text === OUTPUT_FILE ? sbomPath : text));
  // Without this option, pnpm also reads the licenses in its store, which takes longer.
  await promisify(execFile)(PNPM_PATH, [...sbomArguments, '--lockfile-only'], { cwd: REPOSITORY_ROOT });
  const { components } = JSON.parse(await readFile(sbomPath, 'utf8')) as { components: { purl: string }[] };
  const names = new Set(
    components.map(({ purl }) => decodeURIComponent(purl).replace(/^pkg:npm\/(.+)@[^@]+$/, '$1')),
  );

  for (const service of ['chat-api', 'realtime-gateway', 'presence', 'web'])
    for (const dependency of await readProductionDependencies(`services/${service}`))
      t.ok(names.has(dependency), `${service} uses ${dependency}`);
  for (const tool of ['typescript', 'tap', '@biomejs/biome', 'esbuild', 'vite'])
    t.notOk(names.has(tool), `${tool} is only a tool`);
});
