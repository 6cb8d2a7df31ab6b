import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AuditEntry, createPageQueryProperties, PRESENCE_REQUESTS, WebsocketStats } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import Type from 'typebox';
import { listAuditEntries } from '../../audit/read-audit-entries.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
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

/** Registers the routes for the statistics of all gateways (ADMIN-1) and for the audit log (ADMIN-6). */
export const adminRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<IdentityDeps, 'nc' | 'db'> }> = async (
  app,
  { deps },
) => {
  const adminOnlyRouteConfig = { admin: true };
  app.get(
    '/chat/admin/websocket-stats',
    { schema: websocketStatsRouteSchema, config: adminOnlyRouteConfig },
    async () => toSuccessBody(await sendRequest(deps.nc, PRESENCE_REQUESTS.stats, {})),
  );
  app.get('/admin/audit', { schema: listAuditRouteSchema, config: adminOnlyRouteConfig }, async ({ query }) =>
    toPageBody(await listAuditEntries(deps, query)),
  );
};
