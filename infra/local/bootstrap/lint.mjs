import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Runs the rails in infra/checks: format, imports, unused code, and spelling. */
export async function lint(workspace, context) {
  context.say('Checking format, imports, unused code, and spelling');
  await runStep(
    {
      name: 'checking the rails',
      command: process.execPath,
      args: [join(workspace.root, 'infra', 'checks', 'src', 'main.mjs'), workspace.root],
      cwd: workspace.root,
      env: workspace.env,
      fix: 'To fix each kind of problem, read "The rails" in docs/development.md.',
    },
    context,
  );
}
