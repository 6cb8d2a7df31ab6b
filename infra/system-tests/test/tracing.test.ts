import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from './support/trace-collector.ts';

const CALLER_TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN_ID = 'b7ad6b7169203331';
const SERVICES_FOLDER = fileURLToPath(new URL('../../../services/', import.meta.url));

t.test('one trace and one request id follow a message through all services', async (t) => {
  const collector = await startTraceCollector(t);
  const system = await startSystem(t, {
    gateways: 2,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' },
  });
  const [ada, bob] = [await system.user({ name: 'Ada' }), await system.user({ name: 'Bob' })];
  const room = await system.room({ owner: ada, members: [bob] });
  const sockets = [await ada.connect(system.gateways[0]), await bob.connect(system.gateways[1])];
  for (const socket of sockets) await socket.join([room.id]);
  const receive = (content: string) =>
    Promise.all(
      sockets.map((socket) => socket.next('new-chat-message', ({ data }) => data.content === content)),
    );

  t.test('from HTTP through SQL and NATS to the sockets of every gateway', async (t) => {
    const response = await fetch(`${system.apis[0].url}/api/v1/chat/rooms/${room.id}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ada.token}`,
        'content-type': 'application/json',
        traceparent: `00-${CALLER_TRACE_ID}-${CALLER_SPAN_ID}-01`,
      },
      body: JSON.stringify({ content: 'a secret over HTTP' }),
    });
    t.equal(response.status, 201);
    await receive('a secret over HTTP');
    const trace = await collectTrace(system, collector, ({ traceId }) => traceId === CALLER_TRACE_ID, 2);
    const request = findSpan(trace, 'POST /api/v1/chat/rooms/:id/messages');
    const requestId = response.headers.get('x-request-id');
    t.match(request, { instance: 'chat-api-1', parentSpanId: CALLER_SPAN_ID });
    t.match(request?.attributes, { 'http.response.status_code': 201, 'kcs.request_id': requestId });
    const store = findSpan(trace, 'store messages');
    t.equal(store?.parentSpanId, request?.spanId);
    const storeQuery = trace.find(({ parentSpanId }) => parentSpanId === store?.spanId);
    t.match(storeQuery, { name: 'SQL $queryRaw', attributes: { 'db.query.text': /send_messages_v2/ } });
    const publish = findSpan(trace, 'publish room event');
    t.equal(publish?.parentSpanId, request?.spanId);
    const process = findSpan(trace, 'process room event');
    t.equal(process?.parentSpanId, publish?.spanId);
    const deliveries = trace.filter(({ name }) => name === 'deliver to sockets');
    t.same(deliveries.map(({ instance }) => instance).sort(), ['realtime-gateway-1', 'realtime-gateway-2']);
    t.notMatch(collector.bodies.join(), 'a secret over HTTP', 'spans contain no messages');

    const linesAbout = (services: TestSystem['services']) =>
      services.flatMap(({ log }) => log.lines.filter((line) => line.includes(`"request_id":"${requestId}"`)));
    for (const [services, message] of [
      [system.apis, 'Published a room event'],
      [system.gateways, 'Relayed a room event'],
    ] as const) {
      const lines = linesAbout(services).map((line) => JSON.parse(line));
      t.match(lines, [{ msg: message, seq: 2, trace_id: CALLER_TRACE_ID }]);
    }
  });

  t.test('from a socket through a bus request to the sockets of every gateway', async (t) => {
    await sockets[0]?.ask('send-message', { roomId: room.id, content: 'over a socket' });
    await receive('over a socket');
    const sent = await system.until(() => findSpan(collector.spans, 'send-message'));
    const trace = await collectTrace(system, collector, ({ traceId }) => traceId === sent.traceId, 2);
    const request = trace.find(({ name }) => name.startsWith('request '));
    t.match(request, { instance: 'realtime-gateway-1', parentSpanId: sent.spanId });
    const serve = trace.find(({ name }) => name.startsWith('serve '));
    t.match(serve, { instance: 'chat-api-1', parentSpanId: request?.spanId });
    t.equal(findSpan(trace, 'publish room event')?.parentSpanId, serve?.spanId);
  });
});

t.test('a service loads the tracing libraries only if tracing is on', async (t) => {
  for (const service of ['chat-api', 'realtime-gateway', 'presence']) {
    const program = join(SERVICES_FOLDER, service, 'dist/main.js');
    const loadedCode = await readStaticImports(program);
    t.match(loadedCode, 'OTEL_EXPORTER_OTLP_ENDPOINT', `the start of ${service}`);
    t.notMatch(loadedCode, 'BatchSpanProcessor', service);
  }
});

/** Waits until the trace has `deliveries` spans of deliveries, and returns its spans. */
async function collectTrace(
  system: TestSystem,
  { spans }: TraceCollector,
  isInTrace: (span: CollectedSpan) => boolean,
  deliveries: number,
): Promise<CollectedSpan[]> {
  return system.until(() => {
    const trace = spans.filter(isInTrace);
    const isComplete = ['publish room event', 'process room event'].every((name) => findSpan(trace, name));
    const delivered = trace.filter(({ name }) => name === 'deliver to sockets');
    return isComplete && delivered.length === deliveries && hasServerSpan(trace) && trace;
  }, 10_000);
}

const findSpan = (spans: readonly CollectedSpan[], name: string) => spans.find((span) => span.name === name);
const hasServerSpan = (spans: readonly CollectedSpan[]) =>
  spans.some(({ name, instance }) => instance === 'chat-api-1' && /^(POST|serve) /.test(name));

/** Returns the code of a bundled program and of all files that it imports when it starts. */
async function readStaticImports(path: string, visited = new Set<string>()): Promise<string> {
  if (visited.has(path)) return '';
  visited.add(path);
  const code = await readFile(path, 'utf8');
  const imports = [...code.matchAll(/^(?:import|export)[^;]*?["'](\.\/[^"']+)["'];?$/gm)];
  const importedCode = await Promise.all(
    imports.map(([, file = '']) => readStaticImports(join(dirname(path), file), visited)),
  );
  return code + importedCode.join('');
}
