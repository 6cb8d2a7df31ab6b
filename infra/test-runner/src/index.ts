import { findTestFiles } from './bundle/test-files.ts';
import { runTests } from './run/run-tests.ts';
import type { TestRunnerContext } from './run/test-context.ts';
import { withTestServers } from './run/with-test-servers.ts';

export { watchTests } from './watch/watch-tests.ts';

/**
 * Implements `npm test`: runs the given test files, or all test files if none are given. By then, the bootstrap has
 * built the packages. Before a run of all tests, it has also run the checks. Returns the exit code.
 */
export async function runTestCommand(context: TestRunnerContext): Promise<number> {
  const testFiles = findTestFiles(context.root, context.args);
  return withTestServers(context, (env) => runTests({ files: testFiles, env }, context));
}
