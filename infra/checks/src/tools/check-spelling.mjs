import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

const CONFIG = 'infra/checks/cspell.json';

/** Uses cspell to check that comments, strings, identifiers, and Markdown pages are spelled in American English. */
export async function checkSpelling(root) {
  const args = ['lint', '-c', join(root, CONFIG), '--no-progress', '--no-color', '--relative', '--unique'];
  const { code, stdout, stderr } = await runTool('cspell', args, root);
  const checked = /Files checked: (\d+)/.exec(stderr + stdout);
  const words = stdout.split('\n').filter((line) => / - (Unknown|Forbidden) word/.test(line));
  if (code !== 0 && words.length === 0) throw new Error(stderr || stdout);
  return { problems: words, read: Number(checked?.[1] ?? 0) };
}
