import { existsSync } from 'node:fs';
import { runCommand } from '../process/run-command.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { StartError } from '../start-error.ts';
import type { InstallOptions } from './install-options.ts';
import { runWithoutSystemServers } from './run-without-system-servers.ts';

const APT_OPTIONS = [
  // How many seconds to wait for another program that is using apt, such as the automatic upgrades on a new cloud
  // machine.
  ...['-o', 'DPkg::Lock::Timeout=120'],
  ...['-o', 'Acquire::Retries=3'],
  ...['-o', 'Dpkg::Options::=--force-confold'],
  // Gives dpkg no terminal of its own, so that dpkg stays in apt-get's process group. An abort ends this whole group.
  ...['-o', 'Dpkg::Use-Pty=0'],
  '-qy',
];

/**
 * Installs Debian packages as root, without asking questions and without starting the servers that they contain. Throws
 * a StartError if apt-get fails, or the signal's reason if the signal is aborted.
 */
export async function installWithApt(
  packages: readonly string[],
  { signal, say }: InstallOptions,
): Promise<void> {
  const aptEnvironment = {
    ...createServerEnvironment(),
    // PATH must contain the sbin folders, because the scripts in Debian packages call programs there.
    PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
    DEBIAN_FRONTEND: 'noninteractive',
    NEEDRESTART_MODE: 'l',
    UCF_FORCE_CONFFOLD: '1',
  };
  const reportProgress = (line: string) => {
    if (/^(Get:|Unpacking |Setting up )/.test(line)) say(`  ${line.slice(0, 100)}`);
  };
  const runApt = (...args: string[]) =>
    runCommand('apt-get', [...APT_OPTIONS, ...args], { env: aptEnvironment, signal, onLine: reportProgress });
  const installPackages = () => runApt('install', '--no-install-recommends', ...packages);

  say(`Installing ${packages.join(', ')} with apt-get (once)`);
  try {
    await runWithoutSystemServers(async () => {
      await finishInterruptedInstallation(aptEnvironment, signal);
      if (!existsSync('/var/lib/apt/lists') || !(await arePackagesInAptLists(packages, aptEnvironment)))
        await runApt('update');
      await installPackages().catch(async () => {
        signal?.throwIfAborted();
        say('  the installation failed; updating the package lists and trying again');
        await runApt('update');
        await installPackages();
      });
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StartError(
      `apt-get could not install ${packages.join(', ')}: ${(cause as Error).message}`,
      `Run: apt-get update && apt-get install -y ${packages.join(' ')}`,
    );
  }
}

/**
 * Completes an interrupted installation. Otherwise, its incompletely installed packages would make every later
 * installation fail.
 */
async function finishInterruptedInstallation(
  env: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const auditOutput = await runCommand('dpkg', ['--audit'], { env, signal });
  if (auditOutput.trim()) await runCommand('dpkg', ['--force-confold', '--configure', '-a'], { env, signal });
}

/** Returns whether apt's package lists contain every package. */
async function arePackagesInAptLists(
  packages: readonly string[],
  env: Record<string, string>,
): Promise<boolean> {
  const policyOutput = await runCommand('apt-cache', ['policy', ...packages], { env });
  return packages.every((name) =>
    new RegExp(`^${name}:\\n.*\\n  Candidate: (?!\\(none\\))`, 'm').test(policyOutput),
  );
}
