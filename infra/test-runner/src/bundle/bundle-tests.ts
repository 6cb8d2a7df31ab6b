import { readFile, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Loader, type Metafile, type Plugin } from 'esbuild';
import type { TestGroup } from './group-files.ts';

const BUNDLES_FOLDER = '.kcs/tests';
/**
 * The path of the `plain-children` module, without a file extension. esbuild adds the extension, which is .ts in the
 * sources and .js in the build.
 */
const PLAIN_CHILDREN_MODULE_PATH = join(import.meta.dirname, 'plain-children');
/**
 * Packages that stay outside the bundles and are loaded from node_modules: tap, because the tests and the runner must
 * share one instance of it, and packages that read files next to their own code.
 */
const UNBUNDLED_PACKAGE_PATTERN =
  /^(tap|esbuild|vite|typescript|playwright-core|@fastify\/swagger-ui|@node-rs\/argon2|@prisma\/.+)(\/|$)/;
/**
 * Code that defines `require` at the top of each bundle. CommonJS libraries need `require` to load Node's built-in
 * modules, but an ES module does not have it.
 */
const REQUIRE_DEFINITION =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/**
 * Bundles each group of test files into one file, together with the sources and libraries that they import. A bundle
 * loads five times as fast as separate modules. Returns the name of each group, keyed by the path of its bundle
 * relative to `root`.
 */
export async function bundleTests(
  root: string,
  groups: readonly TestGroup[],
): Promise<ReadonlyMap<string, string>> {
  await rm(join(root, BUNDLES_FOLDER), { recursive: true, force: true });
  await build(createTestBundleOptions(root, groups));
  return new Map(groups.map(({ name }) => [`${BUNDLES_FOLDER}/${toBundlePath(name)}.mjs`, name]));
}

/**
 * Returns every module that the test files import, directly or indirectly, with the imports of each module. Does not
 * write any files.
 */
export async function readImportsOfFiles(
  root: string,
  files: readonly string[],
): Promise<Metafile['inputs']> {
  const singleFileGroups = files.map((file) => ({ name: file, files: [file] }));
  const { metafile } = await build({
    ...createTestBundleOptions(root, singleFileGroups),
    metafile: true,
    write: false,
    sourcemap: false,
  });
  return metafile.inputs;
}

function createTestBundleOptions(root: string, groups: readonly TestGroup[]): BuildOptions {
  return {
    entryPoints: groups.map(({ name }) => ({ in: `group:${name}`, out: toBundlePath(name) })),
    outdir: join(root, BUNDLES_FOLDER),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // If `conditions` is set, esbuild drops its default `module` condition, so `module` is listed too.
    conditions: ['kcs-source', 'module'],
    sourcemap: true,
    // Keep imports that have only side effects, even from packages that declare `sideEffects: false`. Test files are
    // imported only for their side effects.
    ignoreAnnotations: true,
    plugins: [createTestGroupPlugin(root, groups), nodeModulesPlugin, importMetaPlugin],
    banner: { js: REQUIRE_DEFINITION },
    logLevel: 'error',
  };
}

function toBundlePath(group: string): string {
  return group.replace(/\.ts$/, '');
}

/** An esbuild plugin that makes each bundle import the test files of its group, in their order. */
const createTestGroupPlugin = (root: string, groups: readonly TestGroup[]): Plugin => ({
  name: 'groups',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
    onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => {
      const filesOfGroup = groups.find(({ name }) => path === `group:${name}`)?.files ?? [];
      const importedPaths = [PLAIN_CHILDREN_MODULE_PATH, ...filesOfGroup.map((file) => `./${file}`)];
      return { contents: importedPaths.map((path) => `import '${path}';`).join('\n'), resolveDir: root };
    });
  },
});

const nodeModulesPlugin: Plugin = {
  name: 'keep in node_modules',
  setup({ onResolve, resolve }) {
    onResolve({ filter: UNBUNDLED_PACKAGE_PATTERN }, async ({ path, pluginData, ...from }) => {
      if (pluginData === nodeModulesPlugin.name) return undefined;
      const { importer, resolveDir, kind } = from;
      const resolveResult = await resolve(path, {
        importer,
        resolveDir,
        kind,
        pluginData: nodeModulesPlugin.name,
      });
      if (resolveResult.errors.length > 0) return { errors: resolveResult.errors };
      return {
        path: kind.startsWith('require') ? resolveResult.path : pathToFileURL(resolveResult.path).href,
        external: true,
      };
    });
  },
};

/**
 * An esbuild plugin that makes `import.meta.url` and `import.meta.dirname` refer to the source file and not to the
 * bundle.
 */
const importMetaPlugin: Plugin = {
  name: 'keep locations',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const moduleSource = await readFile(path, 'utf8');
      if (!moduleSource.includes('import.meta.')) return undefined;
      const sourceWithoutImportMeta = moduleSource
        .replaceAll(/import\.meta\.url\b/g, toQuotedStringLiteral(pathToFileURL(path).href))
        .replaceAll(/import\.meta\.dirname\b/g, toQuotedStringLiteral(dirname(path)));
      return { contents: sourceWithoutImportMeta, loader: extname(path).slice(1) as Loader };
    });
  },
};

function toQuotedStringLiteral(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
