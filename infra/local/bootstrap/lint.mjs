import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Formatting, lint and the direction of imports, all by Biome. */
export async function lint(place, context) {
  context.say('checking format, lint and the direction of imports');
  await runStep(
    {
      what: 'biome check',
      command: join(place.root, 'node_modules', '.bin', 'biome'),
      args: ['check', '--diagnostic-level=error', '--max-diagnostics=50'],
      cwd: place.root,
      env: place.env,
      fix: 'What can be put right by itself: npm run format',
    },
    context,
  );
}
