import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Stoppable } from '../life/stoppable.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { Health } from './health.ts';

interface OpsOptions {
  host: string;
  port: number;
  health: Health;
  metrics: Registry;
  logger: Logger;
}

export interface OpsServer extends Stoppable {
  readonly port: number;
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
};

/**
 * What operators and balancers ask: `/livez` (200, or 503 = restart it), `/readyz` (200, or 404 = no new connections
 * please, those it has stay; the body lists each dependency) and `/metrics`. On a port of its own, so that a flood of
 * users cannot hide the process's state, and it is never reached from outside.
 */
export const startOpsServer = async ({
  host,
  port,
  health,
  metrics,
  logger,
}: OpsOptions): Promise<OpsServer> => {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/livez': async (response) => {
      const reason = health.whyNotAlive();
      json(response, reason === undefined ? 200 : 503, { alive: reason === undefined, reason });
    },
    '/readyz': async (response) => {
      const readiness = await health.readiness();
      json(response, readiness.ready ? 200 : 404, readiness);
    },
    '/metrics': async (response) => {
      const text = await metrics.metrics();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    },
  };

  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const route = routes[request.url?.split('?')[0] ?? ''];
    if (route === undefined) {
      json(response, 404, { message: 'Ask for /livez, /readyz or /metrics.' });
      return;
    }
    route(response).catch((err) => {
      logger.error({ err, url: request.url }, 'The ops server failed to answer');
      if (!response.headersSent) json(response, 500, { message: 'See the log.' });
      else response.destroy();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
