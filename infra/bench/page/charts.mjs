// Draws the charts of a benchmark report. Runs in the browser, in a page that contains uPlot and the report.

/* global document, uPlot */

const CHART_SIZE = { width: 560, height: 320 };
const PART_COLORS = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#9c6b4e', '#a463f2', '#97bbf5', '#3ca951'];
/** The width of a bar: half of the space for a subject, and at most 90 pixels. */
const BAR_WIDTH = [0.5, 90];

const report = JSON.parse(document.getElementById('report').textContent);
for (const [scenario, { figures }] of Object.entries(report.results)) {
  const place = document.getElementById(`charts-${scenario}`);
  const measures = [...new Set(figures.filter(({ against }) => !against).map(({ measure }) => measure))];
  for (const measure of measures) drawMeasure(place, measure, figures);
}

/** Draws one bar for each subject. If there are figures for each process, the bar is a stack of them. */
function drawMeasure(place, measure, figures) {
  const ofMeasure = figures.filter((figure) => figure.measure === measure && !figure.against);
  const subjects = [...new Set(ofMeasure.map(({ subject }) => subject))];
  const parts = [...new Set(ofMeasure.flatMap(({ part }) => part ?? []))];
  const medianOf = (subject, part) => {
    const figure = ofMeasure.find((one) => one.subject === subject && one.part === part);
    return figure ? findMedian(figure.values) : 0;
  };
  const layers = parts.length > 0 ? parts : [undefined];
  // uPlot paints later series over earlier ones, so the whole stack comes first and its lowest layer last.
  const stacked = layers.map((_, layer) =>
    subjects.map((subject) =>
      layers.slice(0, layer + 1).reduce((sum, part) => sum + medianOf(subject, part), 0),
    ),
  );
  const series = layers.map((part, layer) => ({
    label: part ?? measure,
    fill: PART_COLORS[layer % PART_COLORS.length],
    stroke: PART_COLORS[layer % PART_COLORS.length],
    width: 0,
    paths: uPlot.paths.bars({ size: BAR_WIDTH }),
    points: { show: false },
    value: (_plot, _value, _series, index) =>
      index === null ? '' : medianOf(subjects[index], part).toPrecision(3),
  }));
  const options = {
    ...CHART_SIZE,
    title: `${measure} (${ofMeasure[0].unit})`,
    scales: {
      x: { time: false, range: [-0.5, subjects.length - 0.5] },
      y: { range: (_plot, _min, max) => [0, max * 1.1] },
    },
    axes: [
      { splits: subjects.map((_, index) => index), values: () => subjects, grid: { show: false } },
      { size: 70 },
    ],
    series: [{ value: (_plot, value) => subjects[value] ?? '' }, ...series.reverse()],
  };
  const data = [subjects.map((_, index) => index), ...stacked.reverse()];
  new uPlot(options, data, place);
}

function findMedian(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
