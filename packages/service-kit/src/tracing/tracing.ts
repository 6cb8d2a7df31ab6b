/** What a span describes: a request that is served or sent, a message that is published or received, or a step. */
type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'step';

export interface SpanOptions {
  readonly name: string;
  readonly kind: SpanKind;
  /** The W3C `traceparent` of the parent span. Default: the current span. An invalid one starts a new trace. */
  readonly parent?: string | undefined;
  /** The W3C `traceparent` of other spans that caused this one. */
  readonly links?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A step of a trace, with a start and an end. */
export interface Span {
  /** The W3C `traceparent` that names this span as the parent, for the headers of a message or request. */
  readonly traceparent: string;
  setAttributes(attributes: Readonly<Record<string, string | number>>): void;
  /** Runs `work` with this span as the current one, also in everything that `work` awaits. */
  run<T>(work: () => T): T;
  /** Marks the span as failed. It still has to be ended. */
  fail(error: unknown): void;
  end(): void;
}

/** Records spans and sends them to an OpenTelemetry collector. */
export interface Tracing {
  startSpan(options: SpanOptions): Span;
  /** Returns the W3C `traceparent` of the current span; undefined if there is none. */
  getTraceparent(): string | undefined;
  /** Returns the ids of the current span as fields of a log line. */
  getLogFields(): object;
  /** Sends the spans that have not been sent yet. */
  stop(): Promise<void>;
}

/** The name of the W3C header, over HTTP and NATS. */
export const TRACEPARENT_HEADER = 'traceparent';

let activeTracing: Tracing | undefined;

/** Returns the tracing of this process; undefined if it is off, which is the default. */
export const getTracing = (): Tracing | undefined => activeTracing;

export function setTracing(tracing: Tracing | undefined): void {
  activeTracing = tracing;
}

/**
 * Runs `work` in a span, which ends when the promise settles, and fails if the promise rejects. If tracing is off, only
 * runs `work`. On a path that every message takes, check `getTracing` first instead, so that no options are created.
 */
export async function runInSpan<T>(options: SpanOptions, work: (span?: Span) => Promise<T>): Promise<T> {
  const span = activeTracing?.startSpan(options);
  if (!span) return work();
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}
