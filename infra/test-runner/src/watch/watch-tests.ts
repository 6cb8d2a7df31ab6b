import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommand, watchFolders } from '@kcs/private-servers';
import { readImports } from '../bundle/bundle-tests.ts';
import { findTestFiles, listPackageFolders } from '../bundle/test-files.ts';
import { runTests } from '../run/run-tests.ts';
import type { TestContext } from '../run/test-context.ts';
import { withTestServers } from '../run/with-test-servers.ts';
import { findAffectedTests } from './affected-tests.ts';

const PACKAGE_PATH = /^[^/]+\/[^/]+/;

/**
 * Implements `npm run test:watch`. Runs the given test files, if any, and then, after each change, the test files that
 * the change affects. Before the tests of a changed package run, rebuilds the package. Runs until the user stops it,
 * and then returns exit code 0.
 */
export async function watchTests(context: TestContext): Promise<number> {
  const { root, args, signal, say } = context;
  return withTestServers(context, async (env) => {
    const run = (files: readonly string[]) =>
      runTests({ files, env }, context)
        .then(() => undefined)
        .catch((error: Error) => {
          if (!signal.aborted) say(error.message);
        });
    let working: Promise<unknown> = args.length > 0 ? run(findTestFiles(root, args)) : Promise.resolve();
    const folders = listPackageFolders(root).flatMap((folder) => [
      join(root, folder, 'src'),
      join(root, folder, 'test'),
    ]);
    watchFolders(folders, {
      signal,
      onChange: (paths) => {
        const changed = paths.map((path) => relative(root, path));
        // Run only one set of tests at a time. Changes during a run cause another run afterward.
        working = working
          .then(() => (signal.aborted ? undefined : runAffected(changed, run, context)))
          .catch((error: Error) => say(error.message));
      },
    });
    say('Waiting for changes. Press Ctrl-C to stop.');
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await working.catch(() => undefined);
    return 0;
  });
}

async function runAffected(
  changed: readonly string[],
  run: (files: readonly string[]) => Promise<void>,
  { root, toolEnv, signal, say }: TestContext,
): Promise<void> {
  const packages = [...new Set(changed.map((file) => PACKAGE_PATH.exec(file)?.[0] ?? file))];
  const tests = findTestFiles(
    root,
    packages.map((folder) => join(folder, 'test')).filter((folder) => existsSync(join(root, folder))),
  );
  const files = findAffectedTests({ changed, testFiles: tests, imports: await readImports(root, tests) });
  if (files.length === 0) return;
  say(`\nChanged: ${changed.join(', ')}`);
  const filters = packages.map((folder) => `--filter=./${folder}`);
  await runCommand(join(root, 'node_modules/.bin/turbo'), ['run', 'build', ...filters], {
    env: toolEnv,
    cwd: root,
    signal,
  });
  await run(files);
}
