import { findBinary } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';
import { installWithApt } from './install-with-apt.ts';
import { installWithBrew } from './install-with-brew.ts';
import { missingPrograms, PROGRAMS, type Program } from './programs.ts';

/**
 * Installs the given programs that are missing on this machine, with apt-get (as root) or Homebrew. The installation
 * starts no server. If a program cannot be installed, throws a StartError that names all missing programs.
 */
export async function ensurePrograms(wanted: readonly Program[], options: InstallOptions): Promise<void> {
  const missing = missingPrograms(wanted);
  if (missing.length === 0) return;
  const debian = missing.map((program) => PROGRAMS[program].debian);
  const brew = missing.map((program) => PROGRAMS[program].brew);

  if (findBinary('apt-get')) {
    const command = `apt-get install -y --no-install-recommends ${debian.join(' ')}`;
    if (process.getuid?.() !== 0) {
      throw new StartError(
        `Not installed: ${missing.join(', ')}`,
        `Run: sudo ${command}\nOr run this command as root once.`,
      );
    }
    await installWithApt(debian, options);
  } else if (process.platform === 'darwin' && findBinary('brew')) {
    await installWithBrew(brew, options);
  } else {
    throw new StartError(
      `Not installed: ${missing.join(', ')}, and there is neither apt-get nor Homebrew to install them`,
      'Install them, or set DATABASE_URL, REDIS_URL and NATS_URL to your own servers (HAProxy is always needed).',
    );
  }
  const still = missingPrograms(missing);
  if (still.length === 0) return;
  throw new StartError(
    `Still not found after the installation: ${still.join(', ')}`,
    'Install them yourself and start again.',
  );
}
