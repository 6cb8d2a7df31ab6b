import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './run-tool.mjs';

const KNIP_CONFIG_PATH = 'infra/checks/knip.jsonc';
const KNIP_REPORTER_PATH = fileURLToPath(new URL('./knip-reporter.mjs', import.meta.url));

/** Uses knip to find unused files, exports, and dependencies, and dependencies that package.json does not declare. */
export async function findUnusedCode(root) {
  // tsconfig.build.json maps `dist` to `src`. As a result, knip reads the sources of our packages and not their builds.
  const knipArgs = [
    '-c',
    join(root, KNIP_CONFIG_PATH),
    '-t',
    'tsconfig.build.json',
    '--reporter',
    KNIP_REPORTER_PATH,
    '--no-progress',
  ];
  const { stdout, stderr } = await runTool('knip', knipArgs, root);
  const reportLine = stdout.split('\n').find((text) => text.startsWith('{"problems"'));
  if (reportLine === undefined) throw new Error(stderr || stdout);
  return JSON.parse(reportLine);
}
