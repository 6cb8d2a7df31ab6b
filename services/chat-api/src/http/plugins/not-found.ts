import { ChatError } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { answerFailure } from './errors.ts';
import { routePattern } from './route-pattern.ts';

interface Options {
  /** May answer instead: the web client's pages. */
  readonly orElse?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;
}

/** What no route answers: 405 with `Allow` where the address exists with another method, else 404. */
export const notFound = fp<Options>(
  async (app, { orElse }) => {
    const known = new Map<string, { matches: RegExp; methods: Set<string> }>();
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const route = known.get(url) ?? { matches: routePattern(url), methods: new Set() };
      for (const one of [method].flat()) route.methods.add(one);
      known.set(url, route);
    });
    const allowed = (path: string) =>
      [...known.values()].flatMap(({ matches, methods }) => (matches.test(path) ? [...methods] : []));

    const refusal = (request: FastifyRequest, reply: FastifyReply): ChatError => {
      const methods = allowed(request.url.split('?')[0] ?? '');
      if (methods.length === 0) return new ChatError('NOT_FOUND');
      reply.header('allow', [...new Set(methods)].join(', '));
      const message = `This address does not take ${request.method}; see the Allow header.`;
      return new ChatError('METHOD_NOT_ALLOWED', message);
    };

    // Before the body is read: nobody learns that the JSON is wrong of an address that is.
    app.addHook('preParsing', async (request, reply) => {
      if (request.is404 && !['GET', 'HEAD'].includes(request.method)) throw refusal(request, reply);
    });
    app.setNotFoundHandler((request, reply) => {
      const error = refusal(request, reply);
      const page = error.code === 'NOT_FOUND' ? orElse?.(request, reply) : undefined;
      return page ?? answerFailure(error, request, reply);
    });
  },
  { name: 'not-found', dependencies: ['errors'] },
);
