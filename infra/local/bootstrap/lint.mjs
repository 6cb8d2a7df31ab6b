import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Runs the rails of infra/checks: format, imports, unused code, and spelling. */
export async function lint(place, context) {
  context.say('Checking format, imports, unused code, and spelling');
  await runStep(
    {
      name: 'checking the rails',
      command: process.execPath,
      args: [join(place.root, 'infra', 'checks', 'src', 'main.mjs'), place.root],
      cwd: place.root,
      env: place.env,
      fix: 'docs/development.md, "The rails", says how to fix each kind of problem.',
    },
    context,
  );
}
