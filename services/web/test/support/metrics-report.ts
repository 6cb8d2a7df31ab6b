import type { GatewayMetricsReport } from '@kcs/contracts';

const SAMPLE_COUNT = 360;
const INTERVAL_S = 10;

/** Returns samples of two gateways for the last hour. They follow smooth curves, so that screenshots look the same. */
export function createMetricsReport(now = Date.now()): GatewayMetricsReport {
  const createSample = (gateway: number, index: number) => {
    const wave = Math.sin(index / 40 + gateway) + Math.sin(index / 7 + gateway) / 6;
    return {
      time: new Date(now - (SAMPLE_COUNT - 1 - index) * INTERVAL_S * 1_000 - gateway * 4_000).toISOString(),
      connections: Math.round(430 + 40 * wave),
      users: Math.round(380 + 30 * wave),
      rooms: Math.round(120 + 15 * wave),
      messages_per_s: 6 + 2 * wave,
      events_per_s: 90 + 30 * wave,
      lag_mean_ms: 9 + wave,
      lag_max_ms: Math.round(22 + 6 * wave),
    };
  };
  return {
    interval_s: INTERVAL_S,
    gateways: [0, 1].map((gateway) => ({
      id: `gateway-${gateway + 1}`,
      samples: Array.from({ length: SAMPLE_COUNT }, (_, index) => createSample(gateway, index)),
    })),
  };
}
