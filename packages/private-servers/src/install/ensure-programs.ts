import { findBinary } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';
import { installWithApt } from './install-with-apt.ts';
import { installWithBrew } from './install-with-brew.ts';
import { missingPrograms, PROGRAMS, type Program } from './programs.ts';

/**
 * Makes sure that the programs are on this machine: takes what is there, otherwise installs with apt-get (as root) or
 * Homebrew. System servers are never started. If it can do neither, one error names all that is missing and how to get it.
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
        `not installed: ${missing.join(', ')}`,
        `run: sudo ${command}\nor run this command as root once`,
      );
    }
    await installWithApt(debian, options);
  } else if (process.platform === 'darwin' && findBinary('brew')) {
    await installWithBrew(brew, options);
  } else {
    throw new StartError(
      `not installed: ${missing.join(', ')}, and neither apt-get nor Homebrew is here to install them`,
      'install them, or set DATABASE_URL, REDIS_URL and NATS_URL to servers of yours (HAProxy is always needed)',
    );
  }
  const still = missingPrograms(missing);
  if (still.length === 0) return;
  throw new StartError(
    `still not found after installing: ${still.join(', ')}`,
    'install them by hand and start again',
  );
}
