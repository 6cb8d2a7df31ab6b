import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './run.mjs';

/**
 * Returns a folder that contains a pnpm program with exactly the version named in package.json. Prefers the copy in
 * `.kcs/tools`, then a pnpm on PATH. Installs pnpm in `.kcs/tools` if both are missing or have another version.
 */
export async function ensurePnpm({ root, folder, env }, context) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = packageManager.split('@')[1];
  const localFolder = join(folder, 'tools', 'node_modules', '.bin');
  const onPath = (env.PATH ?? '').split(':').filter(Boolean);
  const installedFolder = [localFolder, ...onPath].find((candidate) =>
    hasVersion(join(candidate, 'pnpm'), version, env, root),
  );
  if (installedFolder) return installedFolder;

  context.say(`Installing pnpm ${version}`);
  // npm's program in the Node installation. npm need not be on PATH.
  const bundledNpm = join(dirname(process.execPath), 'npm');
  await runStep(
    {
      name: 'installing pnpm',
      command: existsSync(bundledNpm) ? bundledNpm : 'npm',
      args: [
        ...['install', '--prefix', join(folder, 'tools'), '--no-save', '--loglevel=error'],
        // Limit the retries, so that an unreachable registry is reported within a minute.
        ...['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
        `pnpm@${version}`,
      ],
      cwd: root,
      env,
      fix: `Check that the npm registry can be reached, or install pnpm yourself: npm install --global pnpm@${version}`,
    },
    context,
  );
  return localFolder;
}

function hasVersion(program, version, env, root) {
  if (!existsSync(program)) return false;
  const { stdout } = spawnSync(program, ['--version'], { env, cwd: root, encoding: 'utf8', timeout: 10_000 });
  return stdout?.trim() === version;
}
