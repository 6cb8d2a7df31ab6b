import { readFile, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Loader, type Plugin } from 'esbuild';
import type { TestGroup } from './group-files.ts';

const BUNDLES = '.kcs/tests';
/** Beside this file, wherever that is built to. */
const PLAIN_CHILDREN = join(import.meta.dirname, 'plain-children');
/** Loaded from node_modules as they are: tap must be the runner's own, the others have files beside their code. */
const KEPT_APART =
  /^(tap|esbuild|vite|typescript|playwright-core|@fastify\/swagger-ui|@node-rs\/argon2|@prisma\/.+)(\/|$)/;

/**
 * Makes of each group one file with the sources and libraries that it needs, which loads in a fifth of the time that
 * their modules take one by one. Resolves with the files, below `root`, and the group of each.
 */
export async function bundleTests(
  root: string,
  groups: readonly TestGroup[],
): Promise<ReadonlyMap<string, TestGroup>> {
  await rm(join(root, BUNDLES), { recursive: true, force: true });
  await build({
    entryPoints: groups.map(({ name }) => ({ in: `group:${name}`, out: outName(name) })),
    outdir: join(root, BUNDLES),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // `module` is esbuild's own for as long as none is named, as for the services.
    conditions: ['kcs-source', 'module'],
    sourcemap: true,
    // A test has nothing but effects, whatever its package says of its sources.
    ignoreAnnotations: true,
    plugins: [loadGroups(root, groups), keepApart, keepPlaces],
    // Libraries in CommonJS ask for Node's own modules by it.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
    logLevel: 'error',
  });
  return new Map(groups.map((group) => [`${BUNDLES}/${outName(group.name)}.mjs`, group]));
}

const outName = (group: string): string => group.replace(/\.ts$/, '');

/** The files of a group run one after the other, in their order. */
const loadGroups = (root: string, groups: readonly TestGroup[]): Plugin => ({
  name: 'groups',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
    onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => {
      const files = groups.find(({ name }) => path === `group:${name}`)?.files ?? [];
      const imports = [PLAIN_CHILDREN, ...files.map((file) => `./${file}`)];
      return { contents: imports.map((path) => `import '${path}';`).join('\n'), resolveDir: root };
    });
  },
});

const keepApart: Plugin = {
  name: 'keep apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: KEPT_APART }, async ({ path, pluginData, ...from }) => {
      if (pluginData === keepApart.name) return undefined;
      const { importer, resolveDir, kind } = from;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: keepApart.name });
      if (found.errors.length > 0) return { errors: found.errors };
      return {
        path: kind.startsWith('require') ? found.path : pathToFileURL(found.path).href,
        external: true,
      };
    });
  },
};

/** A source file that asks where it lies is told so, and not where the bundle lies. */
const keepPlaces: Plugin = {
  name: 'keep places',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.')) return undefined;
      const contents = source
        .replaceAll(/import\.meta\.url\b/g, quoted(pathToFileURL(path).href))
        .replaceAll(/import\.meta\.dirname\b/g, quoted(dirname(path)));
      return { contents, loader: extname(path).slice(1) as Loader };
    });
  },
};

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
