import { ChatError } from '@kcs/contracts';
import type { FastifyPluginAsync, HTTPMethods } from 'fastify';
import { Nothing, routeSchema } from '../envelope/route-schema.ts';

const ADDRESSES: readonly [method: HTTPMethods, url: string, tag: string, summary: string][] = [
  ['GET', '/chat/notifications', 'Notifications', 'My stored notifications'],
  ['POST', '/chat/notifications/seen', 'Notifications', 'Mark notifications as seen'],
  ['POST', '/chat/rooms/:id/meetings', 'Meetings', 'Start a meeting'],
  ['GET', '/chat/rooms/:id/meetings', 'Meetings', "The room's meeting"],
  ['POST', '/meetings/:id/end', 'Meetings', 'End a meeting'],
  ['GET', '/meetings/:id/ice-servers', 'Meetings', 'STUN and TURN servers'],
];

/** Addresses of the protocol that this version does not serve: said in the envelope, so that clients can tell. */
export const notYetRoutes: FastifyPluginAsync = async (app) => {
  for (const [method, url, tag, summary] of ADDRESSES) {
    const schema = routeSchema({ tags: [tag], summary }, Nothing, ['NOT_IMPLEMENTED']);
    app.route({
      method,
      url,
      schema,
      handler: async () => {
        throw new ChatError('NOT_IMPLEMENTED');
      },
    });
  }
};
