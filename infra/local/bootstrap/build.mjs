import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Builds every package that has changed since its last build. */
export async function build(place, context) {
  context.say('Building changed packages');
  await turbo(['build'], place, context);
}

/** Checks the types of every package. */
export async function checkTypes(place, context) {
  context.say('Checking types');
  await turbo(['types'], place, context);
}

/**
 * Checks types and builds changed packages in one turbo run, which uses the cores better than two runs in sequence.
 */
export async function buildAndCheckTypes(place, context) {
  context.say('Checking types and building changed packages');
  await turbo(['types', 'build'], place, context);
}

/**
 * Builds the local start program and the generated code. The local start program then builds the services, and
 * rebuilds them when they change.
 */
export async function buildForDevelopment(place, context) {
  context.say('Building changed packages');
  await turbo(['build', '--filter=@kcs/local...'], place, context);
  await turbo(['generate'], place, context);
}

/** Runs turbo tasks. Prints their output only if a task fails. */
async function turbo(args, { root, env }, context) {
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
