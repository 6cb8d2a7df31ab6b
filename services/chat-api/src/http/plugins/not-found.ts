import { ChatError } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { sendFailure } from '../envelope/failure.ts';

/**
 * Responds to requests without a matching route: 405 with an `Allow` header if the address supports other methods,
 * otherwise 404.
 */
export const notFound = fp(
  async (app) => {
    const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const route = routes.get(url) ?? { pattern: routePattern(url), methods: new Set() };
      for (const name of [method].flat()) route.methods.add(name);
      routes.set(url, route);
    });
    const methodsOf = (path: string) =>
      [...routes.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []));

    const refusal = (request: FastifyRequest, reply: FastifyReply): ChatError => {
      const methods = methodsOf(request.url.split('?')[0] ?? '');
      if (methods.length === 0) return new ChatError('NOT_FOUND');
      reply.header('allow', [...new Set(methods)].join(', '));
      const message = `This URL does not support ${request.method}. Use a method from the Allow header.`;
      return new ChatError('METHOD_NOT_ALLOWED', message);
    };

    // Refuse unknown URLs before the body is parsed, so that the response is 404 even if the body is invalid.
    app.addHook('preParsing', async (request, reply) => {
      if (request.is404 && !['GET', 'HEAD'].includes(request.method)) throw refusal(request, reply);
    });
    app.setNotFoundHandler((request, reply) => {
      return sendFailure(refusal(request, reply), request, reply);
    });
  },
  { name: 'not-found', dependencies: ['errors'] },
);

/** Returns a regular expression that matches the paths of a route. The route's `url` may have `:parameters`. */
export const routePattern = (url: string): RegExp => {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
};
