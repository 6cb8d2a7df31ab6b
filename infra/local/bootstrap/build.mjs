import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Everything that has changed since it was last built. */
export async function build(place, context) {
  context.say('building what has changed');
  await turbo(['build'], place, context);
}

/** The types of every package. */
export async function checkTypes(place, context) {
  context.say('checking types');
  await turbo(['types'], place, context);
}

/** Both at once, which fills the cores better than one after the other. */
export async function buildAndCheckTypes(place, context) {
  context.say('checking types and building what has changed');
  await turbo(['types', 'build'], place, context);
}

/** Turbo tasks over all packages, quiet unless one fails. */
async function turbo(tasks, { root, env }, context) {
  await runStep(
    {
      what: `turbo run ${tasks.join(' ')}`,
      command: join(root, 'node_modules', '.bin', 'turbo'),
      args: ['run', ...tasks, '--output-logs=errors-only', '--log-order=grouped'],
      cwd: root,
      env,
      fix: 'The lines above name what to correct.',
    },
    context,
  );
}
