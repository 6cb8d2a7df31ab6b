import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DeadLetter, PRESENCE, pageQuery, WebsocketStats } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import Type from 'typebox';
import type { EdgeDeps } from '../../identity/identity-deps.ts';
import { listDeadLetters } from '../../log/list-dead-letters.ts';
import { success, successPage } from '../envelope/replies.ts';
import { listSchema, routeSchema } from '../envelope/route-schema.ts';

const tags: [string] = ['Administration'];

const stats = routeSchema(
  { tags, summary: 'Connections, people and rooms over all gateways (Admin)' },
  WebsocketStats,
  ['FORBIDDEN'],
);
const deadLetters = listSchema(
  {
    tags,
    summary: 'What came over the bus and could not be used, newest first (Admin)',
    querystring: Type.Object(pageQuery(), { additionalProperties: false }),
  },
  DeadLetter,
  ['FORBIDDEN'],
);

export const adminRoutes: FastifyPluginAsyncTypebox<{ deps: EdgeDeps }> = async (app, { deps }) => {
  const config = { admin: true };
  app.get('/chat/admin/websocket-stats', { schema: stats, config }, async () =>
    success(await sendRequest(deps.nc, PRESENCE.stats, {})),
  );
  app.get('/chat/admin/dead-letters', { schema: deadLetters, config }, async ({ query }) => {
    const { letters, nextCursor } = await listDeadLetters(deps, query);
    return successPage(letters, nextCursor);
  });
};
