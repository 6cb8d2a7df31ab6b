import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommand, watchFolders } from '@kcs/private-servers';
import { readImportsOfFiles } from '../bundle/bundle-tests.ts';
import { findTestFiles, listPackageFolders } from '../bundle/test-files.ts';
import { runTests } from '../run/run-tests.ts';
import type { TestRunnerContext } from '../run/test-context.ts';
import { withTestServers } from '../run/with-test-servers.ts';
import { findAffectedTests } from './affected-tests.ts';

const PACKAGE_PATH_PATTERN = /^[^/]+\/[^/]+/;

/**
 * Implements `npm run test:watch`. Runs the given test files, if any, and then, after each change, the test files that
 * the change affects. Rebuilds a changed package before it runs the tests of the package. Runs until the user stops it,
 * and then returns exit code 0.
 */
export async function watchTests(context: TestRunnerContext): Promise<number> {
  const { root, args, signal, say } = context;
  return withTestServers(context, async (env) => {
    const runTestFiles = (files: readonly string[]) =>
      runTests({ files, env }, context)
        .then(() => undefined)
        .catch((error: Error) => {
          if (!signal.aborted) say(error.message);
        });
    let pendingRun: Promise<unknown> =
      args.length > 0 ? runTestFiles(findTestFiles(root, args)) : Promise.resolve();
    const watchedFolders = listPackageFolders(root).flatMap((folder) => [
      join(root, folder, 'src'),
      join(root, folder, 'test'),
    ]);
    watchFolders(watchedFolders, {
      signal,
      onChange: (paths) => {
        const changedFiles = paths.map((path) => relative(root, path));
        // Run only one set of tests at a time. Changes during a run cause another run afterward.
        pendingRun = pendingRun
          .then(() => (signal.aborted ? undefined : runAffectedTests(changedFiles, runTestFiles, context)))
          .catch((error: Error) => say(error.message));
      },
    });
    say('Waiting for changes. Press Ctrl-C to stop.');
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await pendingRun.catch(() => undefined);
    return 0;
  });
}

async function runAffectedTests(
  changedFiles: readonly string[],
  runFiles: (files: readonly string[]) => Promise<void>,
  { root, toolEnv, signal, say }: TestRunnerContext,
): Promise<void> {
  const packageFolders = [
    ...new Set(changedFiles.map((file) => PACKAGE_PATH_PATTERN.exec(file)?.[0] ?? file)),
  ];
  const testFiles = findTestFiles(
    root,
    packageFolders.map((folder) => join(folder, 'test')).filter((folder) => existsSync(join(root, folder))),
  );
  const affectedTestFiles = findAffectedTests({
    changed: changedFiles,
    testFiles,
    imports: await readImportsOfFiles(root, testFiles),
  });
  if (affectedTestFiles.length === 0) return;
  say(`\nChanged: ${changedFiles.join(', ')}`);
  const turboFilters = packageFolders.map((folder) => `--filter=./${folder}`);
  await runCommand(join(root, 'node_modules/.bin/turbo'), ['run', 'build', ...turboFilters], {
    env: toolEnv,
    cwd: root,
    signal,
  });
  await runFiles(affectedTestFiles);
}
