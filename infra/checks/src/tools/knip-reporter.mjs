import { relative } from 'node:path';

/** A reporter for knip that prints one line of JSON: the problems, and the number of files that knip has read. */
// biome-ignore lint/style/noDefaultExport: knip loads a reporter by its default export.
export default function printReport({ report: enabled, issues, counters, cwd }) {
  const problems = Object.entries(issues)
    .filter(([type]) => enabled[type])
    .flatMap(([type, byFile]) =>
      Object.values(byFile)
        .flatMap((bySymbol) => Object.values(bySymbol))
        .map(formatIssue(type, cwd)),
    );
  console.log(JSON.stringify({ problems, read: counters.processed }));
}

const formatIssue = (type, cwd) => (issue) => {
  const issueFile = relative(cwd, issue.filePath);
  return type === 'files'
    ? `${issueFile}: unused file`
    : `${issueFile}: ${ISSUE_LABELS[type] ?? type}: ${issue.symbol}`;
};

const ISSUE_LABELS = {
  dependencies: 'unused dependency',
  devDependencies: 'unused development dependency',
  unlisted: 'undeclared dependency',
  exports: 'unused export',
  types: 'unused exported type',
  unresolved: 'unresolved import',
  duplicates: 'exported twice',
};
