import type { GatewayMetricsReport } from '@kcs/contracts';
import { lazy, Suspense, useId, useMemo } from 'react';
import { formatTimeOfDay } from '../ui/times.ts';
import { alignSamples, type SampleField, STEP_S } from './align-samples.ts';
import { DataTable } from './data-table.tsx';
import './metric-figure.css';

/** The library for charts is loaded only when the first chart appears. */
const MetricChart = lazy(async () => ({ default: (await import('./metric-chart.tsx')).MetricChart }));

/** The table contains the value of every fifth minute. */
const STEPS_PER_ROW = (5 * 60) / STEP_S;

interface MetricFigureProps {
  readonly title: string;
  readonly report: GatewayMetricsReport;
  readonly field: SampleField;
}

/** Shows a chart of one field with a line per gateway, and the same figures as a table. */
export function MetricFigure({ title, report, field }: MetricFigureProps) {
  const titleId = useId();
  const samples = useMemo(() => alignSamples(report, field), [report, field]);
  const { times, series } = samples;
  const rows = times
    .map((time, index) => ({ time, index }))
    .filter(({ index }) => (times.length - 1 - index) % STEPS_PER_ROW === 0)
    .reverse()
    .map(({ time, index }) => ({
      id: String(time),
      cells: [
        formatTimeOfDay(new Date(time * 1_000).toISOString()),
        ...series.map(({ values }) => values[index] ?? '–'),
      ],
    }));
  return (
    <figure className="metric-figure" aria-labelledby={titleId}>
      <figcaption id={titleId}>{title}</figcaption>
      <div className="metric-chart" aria-hidden="true">
        <Suspense>
          <MetricChart samples={samples} />
        </Suspense>
      </div>
      <ul className="metric-legend">
        {series.map(({ id }, index) => (
          <li key={id} className={`metric-gateway-${index % 8}`}>
            {id}
          </li>
        ))}
      </ul>
      <details>
        <summary>Show as a table</summary>
        <DataTable
          caption={`${title}, every five minutes`}
          columns={['Time', ...series.map(({ id }) => id)]}
          rows={rows}
        />
      </details>
    </figure>
  );
}
