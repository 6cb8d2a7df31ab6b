import { ChatError } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { sendFailure } from '../envelope/failure.ts';
import { createRoutePattern } from './create-route-pattern.ts';

/**
 * Handles requests that match no route. Responds with 405 and an `Allow` header if the URL supports other methods,
 * otherwise with 404.
 */
export const notFoundPlugin = fp(
  async (app) => {
    const routesByUrl = new Map<string, { pattern: RegExp; methods: Set<string> }>();
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const routeEntry = routesByUrl.get(url) ?? { pattern: createRoutePattern(url), methods: new Set() };
      for (const name of [method].flat()) routeEntry.methods.add(name);
      routesByUrl.set(url, routeEntry);
    });
    const findMethodsOfPath = (path: string) =>
      [...routesByUrl.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []));

    const createUnmatchedRouteError = (request: FastifyRequest, reply: FastifyReply): ChatError => {
      const allowedMethods = findMethodsOfPath(request.url.split('?')[0] ?? '');
      if (allowedMethods.length === 0) return new ChatError('NOT_FOUND');
      reply.header('allow', [...new Set(allowedMethods)].join(', '));
      const methodNotAllowedMessage = `This URL does not support ${request.method}. Use a method from the Allow header.`;
      return new ChatError('METHOD_NOT_ALLOWED', methodNotAllowedMessage);
    };

    // If a request matches no route, refuse it before parsing its body, so that the response is the same even if the
    // body is invalid.
    app.addHook('preParsing', async (request, reply) => {
      if (request.is404 && !['GET', 'HEAD'].includes(request.method))
        throw createUnmatchedRouteError(request, reply);
    });
    app.setNotFoundHandler((request, reply) => {
      return sendFailure(createUnmatchedRouteError(request, reply), request, reply);
    });
  },
  { name: 'not-found', dependencies: ['errors'] },
);
