import type { GatewayMetricsReport, GatewaySample } from '@kcs/contracts';

/** A field of a sample that a chart shows. */
export type SampleField = Exclude<keyof GatewaySample, 'time'>;

/** The values of one field of all gateways at common times, as a chart needs them. */
export interface AlignedSamples {
  /** Unix times in seconds, in ascending order. */
  readonly times: readonly number[];
  /** One entry per gateway. A value is null if the gateway has no sample at that time. */
  readonly series: readonly { readonly id: string; readonly values: readonly (number | null)[] }[];
}

/** Seconds between two points of a chart: twice the sample interval, so that late samples leave no gaps. */
export const STEP_S = 20;

/**
 * Assigns each sample to a step of 20 s, because gateways take their samples at different times. If a step has several
 * samples of a gateway, the highest value is shown, so that a short peak stays visible.
 */
export function alignSamples({ gateways }: GatewayMetricsReport, field: SampleField): AlignedSamples {
  const toStep = (time: string) => Math.floor(Date.parse(time) / 1_000 / STEP_S);
  const steps = gateways.flatMap(({ samples }) => samples.map(({ time }) => toStep(time)));
  if (steps.length === 0) return { times: [], series: [] };
  const firstStep = steps.reduce((lowest, step) => Math.min(lowest, step));
  const lastStep = steps.reduce((highest, step) => Math.max(highest, step));
  const times = Array.from({ length: lastStep - firstStep + 1 }, (_, index) => (firstStep + index) * STEP_S);
  const series = gateways.map(({ id, samples }) => {
    const values: (number | null)[] = times.map(() => null);
    for (const sample of samples) {
      const index = toStep(sample.time) - firstStep;
      const value = sample[field];
      if (value !== null) values[index] = Math.max(values[index] ?? 0, value);
    }
    return { id, values };
  });
  return { times, series };
}

/** Returns the newest sample of each gateway that still runs: one with a sample within the last three intervals. */
export function findCurrentSamples({ gateways, interval_s }: GatewayMetricsReport): GatewaySample[] {
  const newestSamples = gateways.flatMap(({ samples }) => samples.at(-1) ?? []);
  const newestTime = Math.max(...newestSamples.map(({ time }) => Date.parse(time)));
  return newestSamples.filter(({ time }) => Date.parse(time) >= newestTime - 3 * interval_s * 1_000);
}
