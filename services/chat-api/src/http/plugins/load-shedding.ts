import { ChatError } from '@kcs/contracts';
import fp from 'fastify-plugin';
import { Gauge, type Registry } from 'prom-client';

interface Options {
  readonly most: number;
  readonly metrics: Registry;
}

/** Answers 503 at once above so many requests in work: a queue nobody waits for to the end helps nobody. */
export const loadShedding = fp<Options>(
  async (app, { most, metrics }) => {
    const gauge = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests in work now',
      registers: [metrics],
    });
    let inFlight = 0;
    app.addHook('onRequest', async (_request, reply) => {
      inFlight += 1;
      gauge.set(inFlight);
      // Comes whether the answer was sent or the client went away.
      reply.raw.once('close', () => {
        inFlight -= 1;
        gauge.set(inFlight);
      });
      if (inFlight > most)
        throw new ChatError('UNAVAILABLE', 'Too much to do at the moment; try again shortly.');
    });
  },
  { name: 'load-shedding', dependencies: ['errors'] },
);
