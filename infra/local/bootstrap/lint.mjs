import { join } from 'node:path';
import { runStep } from './run.mjs';

/** Checks format, lint and the direction of imports with Biome. */
export async function lint(place, context) {
  context.say('Checking format, lint and imports');
  await runStep(
    {
      what: 'biome check',
      command: join(place.root, 'node_modules', '.bin', 'biome'),
      args: ['check', '--diagnostic-level=error', '--max-diagnostics=50'],
      cwd: place.root,
      env: place.env,
      fix: 'To correct what can be corrected automatically: npm run format',
    },
    context,
  );
}
