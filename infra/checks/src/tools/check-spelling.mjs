import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

const CSPELL_CONFIG_PATH = 'infra/checks/cspell.json';

/** Uses cspell to check that comments, strings, identifiers, and Markdown pages are spelled in American English. */
export async function checkSpelling(root) {
  const cspellArgs = [
    'lint',
    '-c',
    join(root, CSPELL_CONFIG_PATH),
    '--no-progress',
    '--no-color',
    '--relative',
    '--unique',
  ];
  const { code, stdout, stderr } = await runTool('cspell', cspellArgs, root);
  const checkedFileCountMatch = /Files checked: (\d+)/.exec(stderr + stdout);
  const spellingProblems = stdout.split('\n').filter((line) => / - (Unknown|Forbidden) word/.test(line));
  if (code !== 0 && spellingProblems.length === 0) throw new Error(stderr || stdout);
  return { problems: spellingProblems, read: Number(checkedFileCountMatch?.[1] ?? 0) };
}
