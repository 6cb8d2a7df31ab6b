import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

/**
 * Packages that stay outside the bundles and are loaded from node_modules: tap, because the tests and the runner must
 * share one instance of it, and packages that read files next to their own code.
 */
const UNBUNDLED_PACKAGE_PATTERN =
  /^(tap|esbuild|vite|typescript|playwright-core|@asyncapi\/parser|@node-rs\/argon2|@prisma\/.+)(\/|$)/;

export const nodeModulesPlugin: Plugin = {
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
export const importMetaPlugin: Plugin = {
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

/** A source map that describes only the first line, because esbuild ignores a map that is empty. */
const EMPTY_SOURCE_MAP_COMMENT = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, sources: [''], mappings: 'AAAA' }),
).toString('base64')}`;

/**
 * An esbuild plugin that leaves libraries out of the source maps. Each process parses the map of a bundle when a test
 * first needs the stack of a call, and three quarters of a map would describe libraries.
 */
export const unmappedLibrariesPlugin: Plugin = {
  name: 'leave libraries out of source maps',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\n${EMPTY_SOURCE_MAP_COMMENT}`,
      loader: 'js',
    }));
  },
};
