import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkRepository } from './check.mjs';

const repositoryRoot = resolve(process.argv[2] ?? fileURLToPath(new URL('../../..', import.meta.url)));
const problems = await checkRepository(repositoryRoot);
for (const { tool, text } of problems) console.log(`${tool}: ${text}`);
if (problems.length > 0) {
  console.log(
    `\nProblems found: ${problems.length}. To fix each kind, read "The rails" in docs/development.md.`,
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;
