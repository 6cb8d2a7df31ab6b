import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './run.mjs';

/**
 * Runs `pnpm install` if a package.json, the lockfile, the workspace file, or the platform has changed since the last
 * successful installation.
 */
export async function installPackages({ root, folder, env, tools }, context) {
  const installedMarkerPath = join(folder, 'installed');
  const inputsHash = hashInstallInputs(root);
  if (
    existsSync(join(root, 'node_modules/.modules.yaml')) &&
    readFileIfExists(installedMarkerPath) === inputsHash
  )
    return;
  context.say('Installing packages');
  rmSync(installedMarkerPath, { force: true });
  const installDurationText = await runStep(
    {
      name: 'installing packages',
      command: join(tools, 'pnpm'),
      args: ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
      cwd: root,
      env,
      fix: 'Check that the npm registry can be reached, then start again. The installation continues where it stopped.',
    },
    context,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(installedMarkerPath, inputsHash);
  context.say(`  packages installed in ${installDurationText}`);
}

/**
 * Returns a hash of everything that an installation depends on: the lockfile, the workspace file, every package.json,
 * the platform, and the version of Node's module interface.
 */
function hashInstallInputs(root) {
  const installInputsHash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${process.versions.modules}`,
  );
  const packageFolders = ['packages', 'services', 'infra'].flatMap((group) =>
    (existsSync(join(root, group)) ? readdirSync(join(root, group)) : []).map((name) => join(group, name)),
  );
  const inputFiles = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...['.', ...packageFolders].map((folder) => join(folder, 'package.json')),
  ];
  for (const file of inputFiles.sort())
    installInputsHash.update(`${file}\n${readFileIfExists(join(root, file))}\n`);
  return installInputsHash.digest('hex');
}

function readFileIfExists(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
