import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { TestGroup } from './group-files.ts';

/**
 * The path of the `print-cpu-time` module, without a file extension. esbuild adds the extension, which is .ts in the
 * sources and .js in the build.
 */
const PRINT_CPU_TIME_MODULE_PATH = join(import.meta.dirname, 'print-cpu-time');

/** An esbuild plugin that makes each bundle import the test files of its group, in their order. */
export const createTestGroupPlugin = (root: string, groups: readonly TestGroup[]): Plugin => ({
  name: 'groups',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
    onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => {
      const filesOfGroup = groups.find(({ name }) => path === `group:${name}`)?.files ?? [];
      const importedPaths = [PRINT_CPU_TIME_MODULE_PATH, ...filesOfGroup.map((file) => `./${file}`)];
      return { contents: importedPaths.map((path) => `import '${path}';`).join('\n'), resolveDir: root };
    });
  },
});
