import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './run.mjs';

/**
 * Returns a folder that contains pnpm in exactly the version that package.json names. Looks in `.kcs/tools` first, and
 * then in the folders on PATH. If that version is in none of them, installs it in `.kcs/tools`.
 */
export async function ensurePnpm({ root, folder, env }, context) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pnpmVersion = packageManager.split('@')[1];
  const localPnpmFolder = join(folder, 'tools', 'node_modules', '.bin');
  const foldersOnPath = (env.PATH ?? '').split(':').filter(Boolean);
  const folderWithPnpm = [localPnpmFolder, ...foldersOnPath].find((candidate) =>
    hasProgramVersion(join(candidate, 'pnpm'), pnpmVersion, env, root),
  );
  if (folderWithPnpm) return folderWithPnpm;

  context.say(`Installing pnpm ${pnpmVersion}`);
  // The npm that is part of the Node installation. It works even if no npm is on PATH.
  const bundledNpmPath = join(dirname(process.execPath), 'npm');
  await runStep(
    {
      name: 'installing pnpm',
      command: existsSync(bundledNpmPath) ? bundledNpmPath : 'npm',
      args: [
        ...['install', '--prefix', join(folder, 'tools'), '--no-save', '--loglevel=error'],
        // Limit the retries, so that a registry that cannot be reached is reported within a minute.
        ...['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
        `pnpm@${pnpmVersion}`,
      ],
      cwd: root,
      env,
      fix: `Check that the npm registry can be reached, or install pnpm yourself: npm install --global pnpm@${pnpmVersion}`,
    },
    context,
  );
  return localPnpmFolder;
}

function hasProgramVersion(program, version, env, root) {
  if (!existsSync(program)) return false;
  const { stdout } = spawnSync(program, ['--version'], { env, cwd: root, encoding: 'utf8', timeout: 10_000 });
  return stdout?.trim() === version;
}
