import { runTool } from './run-tool.mjs';

/**
 * Checks formatting and lint rules with Biome. The rules, such as type-only imports and the maximum length of a
 * function, are configured in biome.json.
 */
export async function checkFormat(root) {
  const biomeArgs = ['check', '--diagnostic-level=error', '--max-diagnostics=50', '--colors=off'];
  const { code, stdout, stderr } = await runTool('biome', biomeArgs, root);
  const biomeOutput = `${stdout}${stderr}`;
  const checkedFileCountMatch = /Checked (\d+) files?/.exec(biomeOutput);
  return {
    problems: code === 0 ? [] : [`${biomeOutput.trim()}\nnpm run format fixes most of these.`],
    read: Number(checkedFileCountMatch?.[1] ?? 0),
  };
}
