import { getTracing, type Span, TRACEPARENT_HEADER } from '@kcs/service-kit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

const spansByRequest = new WeakMap<FastifyRequest, Span>();

/**
 * Traces each request in a span that continues the trace of its caller. Does nothing if tracing is off. Spans contain
 * the route but not the URL, because URLs contain ids and search words.
 */
export const requestTracingPlugin = fp(
  async (app) => {
    const tracing = getTracing();
    if (!tracing) return;
    app.addHook('onRequest', (request, reply, done) => {
      const { method, headers, id } = request;
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const traceparent = headers[TRACEPARENT_HEADER];
      const span = tracing.startSpan({
        name: `${method} ${route}`,
        kind: 'server',
        parent: typeof traceparent === 'string' ? traceparent : undefined,
        attributes: { 'http.request.method': method, 'http.route': route, 'kcs.request_id': id },
      });
      spansByRequest.set(request, span);
      // `finish` does not happen if the client closes the connection before the response is complete.
      reply.raw.once('close', () => {
        span.setAttributes({ 'http.response.status_code': reply.statusCode });
        if (reply.statusCode >= 500) span.fail({ name: String(reply.statusCode) });
        span.end();
      });
      span.run(done);
    });
    // Reading the body loses the current span, because the data arrives in events of the connection. Restore
    // the span.
    app.addHook('preValidation', (request, _reply, done) => {
      const span = spansByRequest.get(request);
      if (span) span.run(done);
      else done();
    });
  },
  { name: 'request-tracing' },
);
