import type { JudgedTarget } from '../targets.ts';
import { formatNumber, formatTable } from './table.ts';

/** Formats all targets with the measured medians and the verdicts. */
export function formatTargetTable(judged: readonly JudgedTarget[]): string {
  const rows = judged.map(({ target, measured, verdict }) => [
    `${target.scenario}: ${target.measure}, ${target.subject} / ${target.against}`,
    'atMost' in target.limit ? `≤ ${target.limit.atMost}` : `≥ ${target.limit.atLeast}`,
    measured === undefined ? '–' : formatNumber(measured),
    verdict,
  ]);
  return formatTable([['target', 'limit', 'measured', 'verdict'], ...rows]);
}
