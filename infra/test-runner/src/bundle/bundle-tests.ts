import { readFile, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Loader, type Metafile, type Plugin } from 'esbuild';
import type { TestGroup } from './group-files.ts';

const BUNDLES = '.kcs/tests';
/** Next to this file, compiled or not. */
const PLAIN_CHILDREN = join(import.meta.dirname, 'plain-children');
/** Loaded from node_modules: tap, which must be the runner's own, and packages that read files beside their code. */
const NOT_BUNDLED =
  /^(tap|esbuild|vite|typescript|playwright-core|@fastify\/swagger-ui|@node-rs\/argon2|@prisma\/.+)(\/|$)/;
/** CommonJS libraries call `require` for Node's own modules. An ES module has no `require`. */
const DEFINE_REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/**
 * Bundles each group into one file with the sources and libraries that it needs. A bundle loads in a fifth of the
 * time that its separate modules take. Returns the bundles, relative to `root`, with the name of their group.
 */
export async function bundleTests(
  root: string,
  groups: readonly TestGroup[],
): Promise<ReadonlyMap<string, string>> {
  await rm(join(root, BUNDLES), { recursive: true, force: true });
  await build(bundleOptions(root, groups));
  return new Map(groups.map(({ name }) => [`${BUNDLES}/${outName(name)}.mjs`, name]));
}

/** Returns every module that the test files import, with its own imports. Writes nothing. */
export async function readImports(root: string, files: readonly string[]): Promise<Metafile['inputs']> {
  const groups = files.map((file) => ({ name: file, files: [file] }));
  const { metafile } = await build({
    ...bundleOptions(root, groups),
    metafile: true,
    write: false,
    sourcemap: false,
  });
  return metafile.inputs;
}

function bundleOptions(root: string, groups: readonly TestGroup[]): BuildOptions {
  return {
    entryPoints: groups.map(({ name }) => ({ in: `group:${name}`, out: outName(name) })),
    outdir: join(root, BUNDLES),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // `module` is esbuild's default only if no conditions are given.
    conditions: ['kcs-source', 'module'],
    sourcemap: true,
    // A test consists of side effects, even if its package declares that its modules have none.
    ignoreAnnotations: true,
    plugins: [loadGroups(root, groups), keepInNodeModules, keepLocations],
    banner: { js: DEFINE_REQUIRE },
    logLevel: 'error',
  };
}

function outName(group: string): string {
  return group.replace(/\.ts$/, '');
}

/** Loads the files of a group one after another, in their order. */
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

const keepInNodeModules: Plugin = {
  name: 'keep in node_modules',
  setup({ onResolve, resolve }) {
    onResolve({ filter: NOT_BUNDLED }, async ({ path, pluginData, ...from }) => {
      if (pluginData === keepInNodeModules.name) return undefined;
      const { importer, resolveDir, kind } = from;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: keepInNodeModules.name });
      if (found.errors.length > 0) return { errors: found.errors };
      return {
        path: kind.startsWith('require') ? found.path : pathToFileURL(found.path).href,
        external: true,
      };
    });
  },
};

/** Makes `import.meta.url` and `import.meta.dirname` of a source refer to its own location instead of the bundle's. */
const keepLocations: Plugin = {
  name: 'keep locations',
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

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
