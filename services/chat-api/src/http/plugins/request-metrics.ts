import fp from 'fastify-plugin';
import { Histogram, type Registry } from 'prom-client';

interface RequestMetricsOptions {
  readonly metrics: Registry;
}

/**
 * Measures response times by method, route, and status. Uses the route pattern instead of the URL, because URLs contain
 * ids, and each id would create another time series.
 */
export const requestMetricsPlugin = fp<RequestMetricsOptions>(
  async (app, { metrics }) => {
    const requestDurationHistogram = new Histogram({
      name: 'kcs_http_request_duration_seconds',
      help: 'Time from receiving a request to the end of its response, in seconds',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [metrics],
    });
    app.addHook('onResponse', async (request, reply) => {
      const routeLabel = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const { method } = request;
      requestDurationHistogram.observe(
        { method, route: routeLabel, status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    });
  },
  { name: 'request-metrics' },
);
