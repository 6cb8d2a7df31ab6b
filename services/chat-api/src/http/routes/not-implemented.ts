import { ChatError } from '@kcs/contracts';
import type { FastifyPluginAsync, HTTPMethods } from 'fastify';
import { createRouteSchema, EmptyObject } from '../envelope/route-schema.ts';

const PLANNED_ROUTES: readonly [method: HTTPMethods, url: string, tag: string, summary: string][] = [
  ['GET', '/chat/notifications', 'Notifications', "List the caller's stored notifications"],
  ['POST', '/chat/notifications/seen', 'Notifications', 'Mark notifications as seen'],
];

/**
 * Registers the routes that the protocol plans for a later version. They respond with `NOT_IMPLEMENTED`, so that
 * clients can distinguish them from unknown URLs.
 */
export const notImplementedRoutes: FastifyPluginAsync = async (app) => {
  for (const [method, url, tag, summary] of PLANNED_ROUTES) {
    const plannedRouteSchema = createRouteSchema({ tags: [tag], summary }, EmptyObject, ['NOT_IMPLEMENTED']);
    app.route({
      method,
      url,
      schema: plannedRouteSchema,
      handler: async () => {
        throw new ChatError('NOT_IMPLEMENTED');
      },
    });
  }
};
