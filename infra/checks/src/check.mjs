import { checkImports } from './imports/check-imports.mjs';
import { listSources } from './list-sources.mjs';
import { checkFormat } from './tools/check-format.mjs';
import { checkSpelling } from './tools/check-spelling.mjs';
import { findUnusedCode } from './tools/find-unused.mjs';
import { listTypeCheckedFiles } from './tools/list-typed-files.mjs';

/**
 * The tools that make up the check. `reads` selects the source files that the tool must read. A tool with a broken
 * configuration may read nothing and still succeed, so the check verifies that each tool has read all of its files.
 */
const CHECK_TOOLS = {
  format: { run: checkFormat, reads: (file) => /\.(ts|tsx|mjs|css|html|json)$/.test(file) },
  imports: { run: checkImports, reads: isSourceCodeFile },
  unused: { run: findUnusedCode, reads: isSourceCodeFile },
  types: { run: listTypeCheckedFiles, reads: (file) => /^(packages|services|infra)\/.*\.tsx?$/.test(file) },
  spelling: { run: checkSpelling, reads: isSpellCheckedFile },
};

/**
 * Runs all rails, that is, the tools of `npm run check`, over the repository at `root`, in parallel.
 * @returns {Promise<{ tool: string, text: string }[]>} all problems; an empty list if the check passes
 */
export async function checkRepository(root) {
  const sourceFiles = listSources(root);
  const problems = await Promise.all(
    Object.entries(CHECK_TOOLS).map(async ([tool, { run, reads }]) => {
      const expectedFiles = sourceFiles.filter(reads);
      const { problems, read } = await run(root).catch(createFailedToolResult);
      return [...problems, ...describeUnreadFiles(read, expectedFiles)].map((text) => ({ tool, text }));
    }),
  );
  return problems.flat();
}

function isSourceCodeFile(file) {
  return /^(packages|services|infra)\/.*\.(ts|tsx|mjs)$/.test(file);
}

/**
 * Selects the files whose spelling is checked. Database dumps in `fixtures` folders are left out, because they are
 * data.
 */
function isSpellCheckedFile(file) {
  return /\.(ts|tsx|mjs|md|sql|lua|css|html)$/.test(file) && !/\/fixtures\/[^/]+\.sql$/.test(file);
}

const createFailedToolResult = (error) => ({
  problems: [`could not run: ${error.message}`],
  read: undefined,
});

/**
 * Finds source files that a tool should have read but skipped.
 * @param {number | readonly string[] | undefined} read the files that the tool read, or their number
 * @param {readonly string[]} expected
 * @returns {string[]} a list with one problem; an empty list if the tool read all files
 */
function describeUnreadFiles(read, expectedFiles) {
  if (read === undefined) return [];
  if (typeof read === 'number') {
    return read >= expectedFiles.length ? [] : [`read only ${read} of ${expectedFiles.length} source files`];
  }
  const unreadFiles = expectedFiles.filter((file) => !read.includes(file));
  if (unreadFiles.length === 0) return [];
  return [
    `skipped ${unreadFiles.length} of ${expectedFiles.length} source files, for example ${unreadFiles[0]}`,
  ];
}
