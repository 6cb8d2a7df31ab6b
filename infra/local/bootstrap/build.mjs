import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Everything that has changed since it was last built. */
export async function build(place, context) {
  context.say('building what has changed');
  await turbo('build', place, context);
}

/** One turbo task over all packages, quiet unless it fails. */
export async function turbo(task, { root, env }, context) {
  await runStep(
    {
      what: `turbo run ${task}`,
      command: join(root, 'node_modules', '.bin', 'turbo'),
      args: ['run', task, '--output-logs=errors-only', '--log-order=grouped'],
      cwd: root,
      env,
      fix: 'The lines above name what to correct.',
    },
    context,
  );
}
