import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import type { TestRunnerContext } from './test-context.ts';

/**
 * Builds tap with the plugins in `.taprc`, once per installation. Without this, tap would notice the changed plugins
 * and rebuild itself, but the first run would still use the old ones and fail.
 */
export async function prepareTap({ root, toolEnv, signal, say }: TestRunnerContext): Promise<void> {
  // This marker is in node_modules so that it disappears together with node_modules.
  const tapBuiltMarkerPath = join(root, 'node_modules/.kcs-tap-built');
  const inputsHasher = createHash('sha256');
  for (const file of ['.kcs/installed', '.taprc']) {
    if (existsSync(join(root, file))) inputsHasher.update(readFileSync(join(root, file)));
  }
  const inputsHash = inputsHasher.digest('hex');
  if (existsSync(tapBuiltMarkerPath) && readFileSync(tapBuiltMarkerPath, 'utf8') === inputsHash) return;
  say('Preparing tap');
  await runCommand(join(root, 'node_modules/.bin/tap'), ['build'], { env: toolEnv, cwd: root, signal });
  writeFileSync(tapBuiltMarkerPath, inputsHash);
}
