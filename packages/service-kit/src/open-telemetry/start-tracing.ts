import { readServiceVersion } from '../life/service-version.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { setTracing } from '../tracing/tracing.ts';

export interface TracingOptions {
  readonly service: string;
  readonly instanceId: string;
  readonly config: {
    /** The URL of an OpenTelemetry collector. Without it, tracing is off. */
    readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
    /** The fraction of traces that are recorded. */
    readonly OTEL_TRACES_SAMPLER_ARG: number;
  };
  readonly logger: Logger;
}

/**
 * Turns tracing on if a collector is configured. The OpenTelemetry libraries are loaded only then, so a service without
 * a collector needs neither time nor memory for them. Stop tracing last, so that the last spans are sent.
 */
export async function startTracing({ config, ...options }: TracingOptions): Promise<Stoppable> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: sampledFraction } = config;
  if (endpoint === undefined) return { stop: async () => {} };
  const { createOpenTelemetryTracing } = await import('./open-telemetry-tracing.ts');
  const version = readServiceVersion();
  const tracing = createOpenTelemetryTracing({ ...options, version, endpoint, sampledFraction });
  setTracing(tracing);
  return {
    stop: async () => {
      setTracing(undefined);
      await tracing.stop();
    },
  };
}
