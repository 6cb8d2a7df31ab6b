import { checkImports } from './imports/check-imports.mjs';
import { listSources } from './list-sources.mjs';
import { checkFormat } from './tools/check-format.mjs';
import { checkSpelling } from './tools/check-spelling.mjs';
import { findUnused } from './tools/find-unused.mjs';
import { listTypedFiles } from './tools/list-typed-files.mjs';

/**
 * The tools, each with the files it should read. A tool with a broken configuration or parser reads nothing and
 * succeeds, so the files it has read are compared with the sources.
 */
const TOOLS = {
  format: { run: checkFormat, reads: (file) => /\.(ts|tsx|mjs|css|html|json)$/.test(file) },
  imports: { run: checkImports, reads: isCode },
  unused: { run: findUnused, reads: isCode },
  types: { run: listTypedFiles, reads: (file) => /^(packages|services|infra)\/.*\.tsx?$/.test(file) },
  spelling: { run: checkSpelling, reads: isWritten },
};

/**
 * Runs every rail over the repository at `root`, side by side.
 * @returns {Promise<{ tool: string, text: string }[]>} all problems; empty when everything is as it should be
 */
export async function check(root) {
  const sources = listSources(root);
  const found = await Promise.all(
    Object.entries(TOOLS).map(async ([tool, { run, reads }]) => {
      const expected = sources.filter(reads);
      const { problems, read } = await run(root).catch(failure);
      return [...problems, ...unread(read, expected)].map((text) => ({ tool, text }));
    }),
  );
  return found.flat();
}

function isCode(file) {
  return /^(packages|services|infra)\/.*\.(ts|tsx|mjs)$/.test(file);
}

/** Database dumps among the fixtures are data, not text. */
function isWritten(file) {
  return /\.(ts|tsx|mjs|md|sql|lua|css|html)$/.test(file) && !/\/fixtures\/[^/]+\.sql$/.test(file);
}

const failure = (error) => ({ problems: [`did not run: ${error.message}`], read: undefined });

/**
 * @param {number | readonly string[] | undefined} read the files a tool has read, or only their number
 * @param {readonly string[]} expected
 * @returns {string[]} a problem when files were left out
 */
function unread(read, expected) {
  if (read === undefined) return [];
  if (typeof read === 'number') {
    return read >= expected.length ? [] : [`read only ${read} of ${expected.length} source files`];
  }
  const missing = expected.filter((file) => !read.includes(file));
  if (missing.length === 0) return [];
  return [`did not read ${missing.length} of ${expected.length} source files, for example ${missing[0]}`];
}
