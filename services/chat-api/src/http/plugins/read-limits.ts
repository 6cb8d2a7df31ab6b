import { ChatError } from '@kcs/contracts';
import type { ConcurrencyLimiter } from '@kcs/service-kit';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import type { DatabasePoolShares } from '../../limits/pool-shares.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Frees the slot that the request occupies as an expensive read. Undefined if the request occupies no slot. */
    releaseReadSlot: (() => void) | undefined;
  }
  interface FastifyContextConfig {
    /** Whether the route searches messages. Searches may occupy fewer connections of the database pool than lists. */
    readonly search?: boolean;
  }
}

/**
 * Limits how many expensive reads run at the same time, per user and in total (LIM-9). A read counts as expensive if it
 * returns a list, that is, if its route has a `limit` query parameter. A read frees its slot before the response is
 * sent, so that slow readers cannot occupy slots. Register this plugin after authentication and before the routes.
 */
export const readLimitsPlugin = fp<{ readonly limits: Pick<DatabasePoolShares, 'lists' | 'searches'> }>(
  async (app, { limits }) => {
    app.decorateRequest('releaseReadSlot', undefined);
    app.addHook('onRoute', (route) => {
      if (!isListRoute(route)) return;
      const readLimiter = route.config?.search ? limits.searches : limits.lists;
      route.preHandler = [toHookArray(route.preHandler), createReadSlotHook(readLimiter)].flat();
      route.onSend = [releaseRequestReadSlot, toHookArray(route.onSend)].flat();
    });
  },
  { name: 'read-limits', dependencies: ['auth'] },
);

const isListRoute = ({ method, schema }: RouteOptions): boolean => {
  const querySchema = schema?.querystring as { readonly properties?: object } | undefined;
  return method === 'GET' && 'limit' in (querySchema?.properties ?? {});
};

const createReadSlotHook =
  (limiter: ConcurrencyLimiter) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    request.releaseReadSlot = await limiter.acquire(request.user.id);
    if (reply.raw.closed) throw new ChatError('UNAVAILABLE', 'The client has disconnected.');
  };

async function releaseRequestReadSlot(request: FastifyRequest): Promise<void> {
  request.releaseReadSlot?.();
  request.releaseReadSlot = undefined;
}

const toHookArray = <T>(hooks: T | T[] | undefined): T[] =>
  hooks === undefined ? [] : ([hooks].flat() as T[]);
