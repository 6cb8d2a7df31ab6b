import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import type { TestContext } from './test-context.ts';

/**
 * tap builds itself from the plugins in `.taprc`, when it first notices a difference; but the run that does so still
 * uses the old ones and fails. So it is built beforehand, once an installation.
 */
export async function prepareTap({ root, toolEnv, signal, say }: TestContext): Promise<void> {
  // Beside what it speaks of: who deletes one deletes both.
  const note = join(root, 'node_modules/.kcs-tap-built');
  const hash = createHash('sha256');
  for (const file of ['.kcs/installed', '.taprc']) {
    if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)));
  }
  const wanted = hash.digest('hex');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return;
  say('preparing tap');
  await runCommand(join(root, 'node_modules/.bin/tap'), ['build'], { env: toolEnv, cwd: root, signal });
  writeFileSync(note, wanted);
}
