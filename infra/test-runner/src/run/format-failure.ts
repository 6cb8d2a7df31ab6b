import { inspect } from 'node:util';
import type { Result } from 'tap-parser';

/** The fields of a diagnosis that are left out, because they only repeat what the test file says. */
const OMITTED_DIAGNOSIS_FIELDS = ['source', 'generated', 'compare', 'typeName', 'isToplevel', 'test'];

/** Returns the lines that describe a failed test. */
export function formatFailure({ fullname, diag }: Result): string[] {
  const diagnosisLines = Object.entries((diag ?? {}) as Record<string, unknown>)
    .filter(([key]) => !OMITTED_DIAGNOSIS_FIELDS.includes(key))
    .flatMap(([key, value]) => `${key}: ${formatDiagnosisValue(key, value)}`.split('\n'));
  return [`not ok ${fullname}`, ...diagnosisLines.map((line) => `  ${line}`)];
}

function formatDiagnosisValue(key: string, value: unknown): string {
  if (typeof value === 'string') return value.includes('\n') ? `\n${value.trimEnd()}` : value;
  if (key === 'at' && isSourcePosition(value))
    return `${value.fileName}:${value.lineNumber}:${value.columnNumber}`;
  return inspect(value, { depth: 6 });
}

function isSourcePosition(
  value: unknown,
): value is { fileName: string; lineNumber: number; columnNumber: number } {
  return typeof value === 'object' && value !== null && 'fileName' in value && 'lineNumber' in value;
}
