import { findBinaryPath } from '../process/find-binary.ts';
import { runCommand } from '../process/run-command.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';

/** Installs formulae with Homebrew. The installation starts no servers. Throws a StartError if Homebrew fails. */
export async function installWithBrew(
  formulae: readonly string[],
  { signal, say }: InstallOptions,
): Promise<void> {
  say(`Installing ${formulae.join(', ')} with Homebrew`);
  const brewEnvironment = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    HOMEBREW_NO_ENV_HINTS: '1',
  };
  try {
    await runCommand(findBinaryPath('brew') ?? 'brew', ['install', ...formulae], {
      env: brewEnvironment,
      signal,
      onLine: say,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StartError(
      `Homebrew failed: ${(cause as Error).message}`,
      `Run: brew install ${formulae.join(' ')}`,
    );
  }
}
