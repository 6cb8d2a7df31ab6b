import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { AlignedSamples } from './align-samples.ts';

const CHART_HEIGHT_PX = 180;
/** The number of colors in the design tokens (`--hue-0` and so on). */
const HUE_COUNT = 8;

interface MetricChartProps {
  readonly samples: AlignedSamples;
}

/** Draws one line per gateway. The chart is as wide as its container. */
export function MetricChart({ samples }: MetricChartProps) {
  const containerRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const container = containerRef.current;
    if (container === null) return;
    const chart = createChart(container, samples);
    const resizeObserver = new ResizeObserver(() =>
      chart.setSize({ width: container.clientWidth, height: CHART_HEIGHT_PX }),
    );
    resizeObserver.observe(container);
    return () => {
      resizeObserver.disconnect();
      chart.destroy();
    };
  }, [samples]);
  return <div ref={containerRef} />;
}

function createChart(container: HTMLElement, { times, series }: AlignedSamples): uPlot {
  const style = getComputedStyle(document.documentElement);
  const readColor = (token: string) => style.getPropertyValue(token).trim();
  const axis: uPlot.Axis = {
    stroke: readColor('--muted'),
    grid: { stroke: readColor('--line'), width: 1 },
    ticks: { stroke: readColor('--line'), width: 1 },
  };
  return new uPlot(
    {
      width: container.clientWidth,
      height: CHART_HEIGHT_PX,
      cursor: { show: false },
      legend: { show: false },
      scales: { y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [axis, { ...axis, size: 48 }],
      series: [
        {},
        ...series.map((_, index) => ({
          stroke: readColor(`--hue-${index % HUE_COUNT}`),
          width: 2,
          points: { show: times.length < 3 },
        })),
      ],
    },
    [[...times], ...series.map(({ values }) => [...values])],
    container,
  );
}
