import {
  type Context,
  type ContextManager,
  DiagLogLevel,
  diag,
  isSpanContextValid,
  type Link,
  type Span as OpenTelemetrySpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logging/create-logger.ts';
import type { Span, SpanOptions, Tracing } from '../tracing/tracing.ts';

interface OpenTelemetryOptions {
  readonly service: string;
  readonly instanceId: string;
  readonly version: string;
  readonly endpoint: string;
  readonly sampledFraction: number;
  readonly logger: Logger;
}

const EXPORT_INTERVAL_MS = 1_000;
const EXPORT_TIMEOUT_MS = 5_000;
/**
 * The maximum number of spans that wait for the collector. Further spans are dropped, so an outage does no
 * harm.
 */
const MAX_WAITING_SPANS = 4_096;

const SPAN_KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  step: SpanKind.INTERNAL,
} as const;

/**
 * Returns a `Tracing` that sends spans over OTLP/HTTP to the collector at `endpoint`. Whether a trace is
 * recorded depends only on its id, so all services make the same decision, and a caller cannot force the
 * recording.
 */
export function createOpenTelemetryTracing(options: OpenTelemetryOptions): Tracing {
  const { service, instanceId, version, endpoint, sampledFraction, logger } = options;
  reportProblems(logger);
  const tracerProvider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': instanceId,
      'service.version': version,
    }),
    sampler: new TraceIdRatioBasedSampler(sampledFraction),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
          timeoutMillis: EXPORT_TIMEOUT_MS,
        }),
        scheduledDelayMillis: EXPORT_INTERVAL_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
        maxQueueSize: MAX_WAITING_SPANS,
      }),
    ],
  });
  const tracer = tracerProvider.getTracer('kcs-chat', version);
  const contexts = new AsyncLocalStorageContextManager().enable();
  const getSpanContext = () => trace.getSpanContext(contexts.active());
  return {
    startSpan: (spanOptions) => startSpan(tracer, contexts, spanOptions),
    getTraceparent: () => {
      const span = trace.getSpan(contexts.active());
      return span && formatTraceparent(span);
    },
    getLogFields: () => {
      const { traceId, spanId } = getSpanContext() ?? {};
      return traceId === undefined ? {} : { trace_id: traceId, span_id: spanId };
    },
    stop: () => tracerProvider.shutdown(),
  };
}

function startSpan(tracer: Tracer, contexts: ContextManager, options: SpanOptions): Span {
  const { name, kind, parent, links = [], attributes = {} } = options;
  const parentContext = parent === undefined ? contexts.active() : createRemoteContext(parent);
  const span = tracer.startSpan(
    name,
    { kind: SPAN_KINDS[kind], attributes: { ...attributes }, links: links.flatMap(createLink) },
    parentContext,
  );
  const spanContext = trace.setSpan(parentContext, span);
  return {
    get traceparent() {
      return formatTraceparent(span);
    },
    setAttributes: (moreAttributes) => void span.setAttributes({ ...moreAttributes }),
    run: (work) => contexts.with(spanContext, work),
    fail: (error) => {
      const { name: errorName = 'Error', code = errorName } = error as { name?: string; code?: unknown };
      span.setAttribute('error.type', String(code));
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

function createRemoteContext(traceparent: string): Context {
  const spanContext = parseTraceParent(traceparent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, isRemote: true }) : ROOT_CONTEXT;
}

function createLink(traceparent: string): Link[] {
  const context = parseTraceParent(traceparent);
  return context && isSpanContextValid(context) ? [{ context }] : [];
}

function formatTraceparent(span: OpenTelemetrySpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Logs the problems that the OpenTelemetry libraries report, such as a collector that cannot be reached. */
function reportProblems(logger: Logger): void {
  const reportProblem = (problem: string) =>
    logger.warn(
      { problem: problem.slice(0, 500) },
      'Traces could not be sent. Check the OpenTelemetry collector.',
    );
  const ignore = () => {};
  diag.setLogger(
    { error: reportProblem, warn: reportProblem, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.WARN,
  );
}
