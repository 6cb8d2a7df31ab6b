import { findBinaryPath } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';
import { installWithApt } from './install-with-apt.ts';
import { installWithBrew } from './install-with-brew.ts';
import { listMissingPrograms, PROGRAM_PACKAGES, type ProgramName } from './programs.ts';

/**
 * Installs any of the given programs that are missing on this machine, with apt-get (as root) or Homebrew. The
 * installation starts no server. If a program cannot be installed, throws a StartError that names all missing programs.
 */
export async function ensurePrograms(wanted: readonly ProgramName[], options: InstallOptions): Promise<void> {
  const missingPrograms = listMissingPrograms(wanted);
  if (missingPrograms.length === 0) return;
  const debianPackages = missingPrograms.map((program) => PROGRAM_PACKAGES[program].debian);
  const brewFormulae = missingPrograms.map((program) => PROGRAM_PACKAGES[program].brew);

  if (findBinaryPath('apt-get')) {
    const installCommand = `apt-get install -y --no-install-recommends ${debianPackages.join(' ')}`;
    if (process.getuid?.() !== 0) {
      throw new StartError(
        `Not installed: ${missingPrograms.join(', ')}`,
        `Run: sudo ${installCommand}\nOr run this command as root once.`,
      );
    }
    await installWithApt(debianPackages, options);
  } else if (process.platform === 'darwin' && findBinaryPath('brew')) {
    await installWithBrew(brewFormulae, options);
  } else {
    throw new StartError(
      `Not installed: ${missingPrograms.join(', ')}, and there is neither apt-get nor Homebrew to install them`,
      'Install them. HAProxy is always needed. To use your own servers instead of the others, set DATABASE_URL, REDIS_URL, and NATS_URL.',
    );
  }
  const stillMissingPrograms = listMissingPrograms(missingPrograms);
  if (stillMissingPrograms.length === 0) return;
  throw new StartError(
    `Still not found after the installation: ${stillMissingPrograms.join(', ')}`,
    'Install them yourself and start again.',
  );
}
