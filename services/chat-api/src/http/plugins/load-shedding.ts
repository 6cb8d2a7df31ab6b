import { ChatError } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Gauge, type Registry } from 'prom-client';

interface Options {
  readonly most: number;
  readonly metrics: Registry;
}

/**
 * Answers 503 at once above so many requests in work: a queue nobody waits for to the end helps nobody. A request whose
 * body is still on its way is not in work, else a stranger could shut the door by bodies that never come.
 */
export const loadShedding = fp<Options>(
  async (app, { most, metrics }) => {
    const gauge = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests in work now, without those whose body is still on its way',
      registers: [metrics],
    });
    const inWork = new Set<FastifyRequest>();
    const leave = (request: FastifyRequest) => {
      inWork.delete(request);
      gauge.set(inWork.size);
    };
    const enter = (request: FastifyRequest, reply: FastifyReply) => {
      // It would never leave.
      if (reply.raw.closed) return;
      inWork.add(request);
      gauge.set(inWork.size);
      if (inWork.size > most)
        throw new ChatError('UNAVAILABLE', 'Too much to do at the moment; try again shortly.');
    };
    app.addHook('onRequest', async (request, reply) => {
      // Comes whether the answer was sent or the client went away.
      reply.raw.once('close', () => leave(request));
      enter(request, reply);
    });
    app.addHook('preParsing', async (request) => leave(request));
    app.addHook('preValidation', async (request, reply) => enter(request, reply));
  },
  { name: 'load-shedding', dependencies: ['errors'] },
);
