import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { PRESENCE_REQUESTS, WebsocketStats } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { toSuccessBody } from '../envelope/replies.ts';
import { createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Administration'];

const websocketStatsRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Count the connections, users and rooms on all gateways (Admin only)' },
  WebsocketStats,
  ['FORBIDDEN'],
);

/** Registers the route for the statistics of all gateways (ADMIN-1). */
export const adminRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<IdentityDeps, 'nc'> }> = async (
  app,
  { deps },
) => {
  const adminOnlyRouteConfig = { admin: true };
  app.get(
    '/chat/admin/websocket-stats',
    { schema: websocketStatsRouteSchema, config: adminOnlyRouteConfig },
    async () => toSuccessBody(await sendRequest(deps.nc, PRESENCE_REQUESTS.stats, {})),
  );
};
