import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Builds every package that has changed since its last build. */
export async function buildChangedPackages(workspace, context) {
  context.say('Building changed packages');
  await runTurbo(['build'], workspace, context);
}

export async function checkTypes(workspace, context) {
  context.say('Checking types');
  await runTurbo(['types'], workspace, context);
}

/**
 * Checks types and builds changed packages in a single turbo run, which keeps the cores busier than two runs in
 * sequence.
 */
export async function buildAndCheckTypes(workspace, context) {
  context.say('Checking types and building changed packages');
  await runTurbo(['types', 'build'], workspace, context);
}

/**
 * Builds the local start program and the API pages, and generates code. The services are not built here: the local
 * start program builds them, and rebuilds them when their sources change.
 */
export async function buildForDevelopment(workspace, context) {
  context.say('Building changed packages');
  await runTurbo(['build', '--filter=@kcs/local...', '--filter=@kcs/api-pages'], workspace, context);
  await runTurbo(['generate'], workspace, context);
}

/** Runs turbo tasks. Prints the output of a task only if it fails. */
async function runTurbo(args, { root, env }, context) {
  await runStep(
    {
      name: `running turbo run ${args.join(' ')}`,
      command: join(root, 'node_modules', '.bin', 'turbo'),
      args: ['run', ...args, '--output-logs=errors-only', '--log-order=grouped'],
      cwd: root,
      env,
      fix: 'Correct the errors above.',
    },
    context,
  );
}
