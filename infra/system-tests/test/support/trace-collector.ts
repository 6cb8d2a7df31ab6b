import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Test } from 'tap';

export interface CollectedSpan {
  /** The `INSTANCE_ID` of the process that recorded the span. */
  readonly instance: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TraceCollector {
  readonly url: string;
  /** All spans that the services have sent so far. */
  readonly spans: CollectedSpan[];
  /** Everything that the services have sent so far, as text. */
  readonly bodies: string[];
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The parts of an OTLP/HTTP request that the collector reads. */
interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}
type SentSpan = Omit<CollectedSpan, 'attributes' | 'instance'> & {
  readonly attributes: readonly Attribute[];
};

/** Starts an HTTP server that accepts spans as an OpenTelemetry collector does, and stops it at the end of the test. */
export async function startTraceCollector(t: Test): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url === '/v1/traces') {
      bodies.push(body);
      spans.push(...readSpans(JSON.parse(body) as TraceRequest));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, bodies };
}

function readSpans({ resourceSpans }: TraceRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const instance = String(readAttributes(resource.attributes)['service.instance.id']);
    return scopeSpans
      .flatMap((scope) => scope.spans)
      .map((span) => ({ ...span, instance, attributes: readAttributes(span.attributes) }));
  });
}

const readAttributes = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
