import { ChatError } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Gauge, type Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request counts as in progress. */
    isInProgress: boolean;
  }
}

interface LoadSheddingOptions {
  readonly maxInFlight: number;
  readonly metrics: Registry;
}

/**
 * Responds with 503 immediately while too many requests are in progress. Queuing the requests would not help, because
 * their clients would give up before their turn. A request does not count as in progress while its body is still
 * arriving. Otherwise, anyone could use up the limit with requests that never send their bodies.
 */
export const loadSheddingPlugin = fp<LoadSheddingOptions>(
  async (app, { maxInFlight, metrics }) => {
    const requestsInFlightGauge = new Gauge({
      name: 'kcs_http_requests_in_flight',
      help: 'Number of requests being processed, excluding those whose body is still arriving',
      registers: [metrics],
    });
    app.decorateRequest('isInProgress', false);
    let requestsInFlight = 0;
    const removeRequestInFlight = (request: FastifyRequest) => {
      if (!request.isInProgress) return;
      request.isInProgress = false;
      requestsInFlight -= 1;
      requestsInFlightGauge.set(requestsInFlight);
    };
    const addRequestInFlight = (request: FastifyRequest, reply: FastifyReply) => {
      // Do not count a request whose connection is already closed. Its `close` event, which would remove it from the
      // count, has already occurred.
      if (reply.raw.closed || request.isInProgress) return;
      request.isInProgress = true;
      requestsInFlight += 1;
      requestsInFlightGauge.set(requestsInFlight);
      if (requestsInFlight > maxInFlight) {
        throw new ChatError('UNAVAILABLE', 'The service is busy. Try again in a moment.');
      }
    };
    app.addHook('onRequest', async (request, reply) => {
      // Node emits `close` after the response is sent, and also if the client disconnects.
      reply.raw.once('close', () => removeRequestInFlight(request));
      addRequestInFlight(request, reply);
    });
    app.addHook('preParsing', async (request) => removeRequestInFlight(request));
    app.addHook('preValidation', async (request, reply) => addRequestInFlight(request, reply));
  },
  { name: 'load-shedding', dependencies: ['errors'] },
);
