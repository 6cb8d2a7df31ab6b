import type { JudgedTarget } from '../targets.ts';
import { formatNumber, formatTable } from './table.ts';

/** Formats all targets with the measured medians and the verdicts. */
export function formatTargetTable(judged: readonly JudgedTarget[]): string {
  const rows = judged.map(({ target, measured, verdict }) => {
    const { scenario, measure, subject, against, limit } = target;
    // A ratio and a count need no unit.
    const unit = target.unit === undefined || target.unit === 'count' ? '' : ` ${target.unit}`;
    return [
      `${scenario}: ${measure}, ${against === undefined ? subject : `${subject} / ${against}`}`,
      `${'atMost' in limit ? `≤ ${formatNumber(limit.atMost)}` : `≥ ${formatNumber(limit.atLeast)}`}${unit}`,
      measured === undefined ? '–' : `${formatNumber(measured)}${unit}`,
      verdict,
    ];
  });
  return formatTable([['target', 'limit', 'measured', 'verdict'], ...rows]);
}
