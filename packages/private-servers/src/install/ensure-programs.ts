import { findBinary } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';
import { installWithApt } from './install-with-apt.ts';
import { installWithBrew } from './install-with-brew.ts';
import { missingPrograms, PROGRAMS, type Program } from './programs.ts';

/**
 * Installs those of the given programs that are missing on this machine, with apt-get (as root) or Homebrew. The
 * installation starts no server. If a program cannot be installed, throws a StartError that names all missing programs.
 */
export async function ensurePrograms(wanted: readonly Program[], options: InstallOptions): Promise<void> {
  const missing = missingPrograms(wanted);
  if (missing.length === 0) return;
  const debianPackages = missing.map((program) => PROGRAMS[program].debian);
  const formulae = missing.map((program) => PROGRAMS[program].brew);

  if (findBinary('apt-get')) {
    const command = `apt-get install -y --no-install-recommends ${debianPackages.join(' ')}`;
    if (process.getuid?.() !== 0) {
      throw new StartError(
        `Not installed: ${missing.join(', ')}`,
        `Run: sudo ${command}\nOr run this command as root once.`,
      );
    }
    await installWithApt(debianPackages, options);
  } else if (process.platform === 'darwin' && findBinary('brew')) {
    await installWithBrew(formulae, options);
  } else {
    throw new StartError(
      `Not installed: ${missing.join(', ')}, and there is neither apt-get nor Homebrew to install them`,
      'Install them. HAProxy is always needed. To use your own servers instead of the others, set DATABASE_URL, REDIS_URL, and NATS_URL.',
    );
  }
  const stillMissing = missingPrograms(missing);
  if (stillMissing.length === 0) return;
  throw new StartError(
    `Still not found after the installation: ${stillMissing.join(', ')}`,
    'Install them yourself and start again.',
  );
}
