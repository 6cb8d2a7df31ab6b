import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { createPageQuery, DeadLetter, PRESENCE, WebsocketStats } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import Type from 'typebox';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { listDeadLetters } from '../../log/dead-letters.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Administration'];

const websocketStatsSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Count the connections, users and rooms on all gateways (Admin only)' },
  WebsocketStats,
  ['FORBIDDEN'],
);
const listDeadLettersSchema = createListSchema(
  {
    tags: openApiTags,
    summary: 'List bus messages that could not be processed, newest first (Admin only)',
    querystring: Type.Object(createPageQuery(), { additionalProperties: false }),
  },
  DeadLetter,
  ['FORBIDDEN'],
);

/** Registers the routes below `/chat/admin` (ADMIN-1, ADMIN-4). */
export const adminRoutes: FastifyPluginAsyncTypebox<{ deps: Pick<IdentityDeps, 'db' | 'nc'> }> = async (
  app,
  { deps },
) => {
  const adminOnlyConfig = { admin: true };
  app.get(
    '/chat/admin/websocket-stats',
    { schema: websocketStatsSchema, config: adminOnlyConfig },
    async () => toSuccessBody(await sendRequest(deps.nc, PRESENCE.stats, {})),
  );
  app.get(
    '/chat/admin/dead-letters',
    { schema: listDeadLettersSchema, config: adminOnlyConfig },
    async ({ query }) => toPageBody(await listDeadLetters(deps, query)),
  );
};
