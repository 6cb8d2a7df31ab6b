import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AdminRoom,
  AuditEntry,
  createPageQueryProperties,
  GatewayMetricsQuery,
  GatewayMetricsReport,
  ListAllRoomsQuery,
  PRESENCE_REQUESTS,
  WebsocketStats,
} from '@kcs/contracts';
import { type RedisClient, sendRequest } from '@kcs/service-kit';
import Type from 'typebox';
import { listAuditEntries } from '../../audit/read-audit-entries.ts';
import { readGatewaySamples } from '../../gateway-samples/read-gateway-samples.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { listAllRooms } from '../../rooms/queries/list-all-rooms.ts';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Administration'];

const websocketStatsRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Count the connections, users and rooms on all gateways (Admin only)' },
  WebsocketStats,
  ['FORBIDDEN'],
);

const listAuditRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List administrative actions, newest first (Admin only)',
    querystring: Type.Object(createPageQueryProperties(), { additionalProperties: false }),
  },
  AuditEntry,
  ['FORBIDDEN'],
);

const listRoomsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List all rooms without their content, newest first (Admin only)',
    description:
      '`search` finds groups whose names contain every word. `user_id` selects the rooms of a user, including direct rooms.',
    querystring: ListAllRoomsQuery,
  },
  AdminRoom,
  ['FORBIDDEN'],
);

const metricsRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get samples of the connections and the traffic of each gateway (Admin only)',
    description:
      'Each gateway stores a sample every 10 s in Redis, which keeps the samples of the last hour. Samples are missing for times at which Redis was unavailable.',
    querystring: GatewayMetricsQuery,
  },
  GatewayMetricsReport,
  ['FORBIDDEN'],
);

/** The dependencies of the routes for administration. */
export type AdminDeps = Pick<IdentityDeps & RoomDeps, 'nc' | 'db'> & { readonly redis: RedisClient };

/** Registers the routes for statistics, the audit log, and all rooms (ADMIN-1, ADMIN-6, ADMIN-8, ADMIN-9). */
export const adminRoutes: FastifyPluginAsyncTypebox<{ deps: AdminDeps }> = async (app, { deps }) => {
  const adminOnlyRouteConfig = { admin: true };
  app.get(
    '/chat/admin/websocket-stats',
    { schema: websocketStatsRouteSchema, config: adminOnlyRouteConfig },
    async () => toSuccessBody(await sendRequest(deps.nc, PRESENCE_REQUESTS.stats, {})),
  );
  app.get('/admin/audit', { schema: listAuditRouteSchema, config: adminOnlyRouteConfig }, async ({ query }) =>
    toPageBody(await listAuditEntries(deps, query)),
  );
  app.get('/admin/metrics', { schema: metricsRouteSchema, config: adminOnlyRouteConfig }, async ({ query }) =>
    toSuccessBody(await readGatewaySamples(deps, query.minutes)),
  );
  app.get(
    '/admin/rooms',
    { schema: listRoomsRouteSchema, config: adminOnlyRouteConfig },
    async ({ query }) => {
      const { user_id: userId, ...pageOptions } = query;
      return toPageBody(await listAllRooms(deps, { ...pageOptions, userId }));
    },
  );
};
