import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

/**
 * Packages that stay outside the bundles and are loaded from node_modules: tap, because the tests and the runner must
 * share one instance of it, and packages that read files next to their own code.
 */
const UNBUNDLED_PACKAGE_PATTERN =
  /^(tap|esbuild|vite|typescript|playwright-core|@fastify\/swagger-ui|@node-rs\/argon2|@prisma\/.+)(\/|$)/;

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
