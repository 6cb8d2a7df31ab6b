import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import type { Health } from './health.ts';
import { registerHealthMetrics } from './health-metrics.ts';
import { renderMetrics } from './render-metrics.ts';

interface OpsServerOptions {
  host: string;
  port: number;
  health: Health;
  metrics: Registry;
  logger: Logger;
}

interface OpsServer extends Stoppable {
  readonly port: number;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

/**
 * Starts the HTTP server for operators and load balancers. `/livez` returns 503 if the process should be restarted, and
 * otherwise 200. `/readyz` lists each dependency. It returns 200 if the process is ready, and otherwise 404, which
 * tells the load balancer to open no new connections and keep the existing ones. `/metrics` returns Prometheus metrics.
 * The server has its own port, which clients cannot reach.
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const { host, port, health, metrics, logger } = options;
  registerHealthMetrics(metrics, health);
  const handlersByPath: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/livez': async (response) => {
      const livenessProblem = health.describeLivenessProblem();
      sendJson(response, livenessProblem === undefined ? 200 : 503, {
        alive: livenessProblem === undefined,
        reason: livenessProblem,
      });
    },
    '/readyz': async (response) => {
      const readiness = await health.readiness();
      sendJson(response, readiness.ready ? 200 : 404, readiness);
    },
    '/metrics': async (response) => {
      const metricsText = await renderMetrics(metrics);
      response.writeHead(200, { 'content-type': metrics.contentType }).end(metricsText);
    },
  };

  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const handler = handlersByPath[request.url?.split('?')[0] ?? ''];
    if (handler === undefined) {
      sendJson(response, 404, { message: 'Use /livez, /readyz or /metrics.' });
      return;
    }
    handler(response).catch((err) => {
      logger.error({ err, url: request.url }, 'The ops server could not respond');
      if (!response.headersSent) sendJson(response, 500, { message: 'See the log of this process.' });
      else response.destroy();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      if (!server.listening) return;
      const serverClosePromise = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await serverClosePromise;
    },
  };
}
