import { readFile, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Loader, type Metafile, type Plugin } from 'esbuild';
import type { TestGroup } from './group-files.ts';

const BUNDLES = '.kcs/tests';
/** The path of a module in this folder. esbuild adds the extension: .ts in the sources, .js after the build. */
const PLAIN_CHILDREN_MODULE = join(import.meta.dirname, 'plain-children');
/**
 * Packages that stay in node_modules: tap, because tests and runner must share one instance, and packages that read
 * files beside their code.
 */
const NOT_BUNDLED =
  /^(tap|esbuild|vite|typescript|playwright-core|@fastify\/swagger-ui|@node-rs\/argon2|@prisma\/.+)(\/|$)/;
/**
 * Defines `require` in the bundle, because CommonJS libraries need it to load Node's built-in modules and an ES
 * module has no `require`.
 */
const DEFINE_REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/**
 * Bundles each group of test files with its sources and libraries into one file, which loads in a fifth of the time
 * of separate modules. Returns the name of each group, keyed by the path of its bundle relative to `root`.
 */
export async function bundleTests(
  root: string,
  groups: readonly TestGroup[],
): Promise<ReadonlyMap<string, string>> {
  await rm(join(root, BUNDLES), { recursive: true, force: true });
  await build(bundleOptions(root, groups));
  return new Map(groups.map(({ name }) => [`${BUNDLES}/${bundlePathOf(name)}.mjs`, name]));
}

/**
 * Returns every module that the test files import, directly or indirectly, each with its own imports. Writes no
 * files.
 */
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
    entryPoints: groups.map(({ name }) => ({ in: `group:${name}`, out: bundlePathOf(name) })),
    outdir: join(root, BUNDLES),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // `module` is listed explicitly because esbuild drops this default condition when any condition is given.
    conditions: ['kcs-source', 'module'],
    sourcemap: true,
    // Keeps imports that are only needed for their side effects. Tests are such imports, even in a package that
    // declares `sideEffects: false`.
    ignoreAnnotations: true,
    plugins: [loadGroups(root, groups), keepInNodeModules, keepLocations],
    banner: { js: DEFINE_REQUIRE },
    logLevel: 'error',
  };
}

function bundlePathOf(group: string): string {
  return group.replace(/\.ts$/, '');
}

/** An esbuild plugin that imports the test files of a group in their order. */
const loadGroups = (root: string, groups: readonly TestGroup[]): Plugin => ({
  name: 'groups',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
    onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => {
      const files = groups.find(({ name }) => path === `group:${name}`)?.files ?? [];
      const imports = [PLAIN_CHILDREN_MODULE, ...files.map((file) => `./${file}`)];
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

/**
 * An esbuild plugin that keeps `import.meta.url` and `import.meta.dirname` pointing to the source file instead of the
 * bundle.
 */
const keepLocations: Plugin = {
  name: 'keep locations',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.')) return undefined;
      const contents = source
        .replaceAll(/import\.meta\.url\b/g, quote(pathToFileURL(path).href))
        .replaceAll(/import\.meta\.dirname\b/g, quote(dirname(path)));
      return { contents, loader: extname(path).slice(1) as Loader };
    });
  },
};

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
