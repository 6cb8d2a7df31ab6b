import { findBinary } from '../process/find-binary.ts';
import { runCommand } from '../process/run-command.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';

/** Homebrew's formulae; it starts no server by itself. */
export async function installWithBrew(
  formulae: readonly string[],
  { signal, say }: InstallOptions,
): Promise<void> {
  say(`installing ${formulae.join(', ')} with Homebrew`);
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', HOMEBREW_NO_ENV_HINTS: '1' };
  try {
    await runCommand(findBinary('brew') ?? 'brew', ['install', ...formulae], { env, signal, onLine: say });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StartError(
      `Homebrew failed: ${(cause as Error).message}`,
      `run: brew install ${formulae.join(' ')}`,
    );
  }
}
