import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListSessionsQuery, Session, SessionId } from '@kcs/contracts';
import Type from 'typebox';
import { endSession } from '../../identity/commands/end-session.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { listSessions } from '../../identity/queries/list-sessions.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Auth'];

const listSessionsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: "List the caller's sessions, most recently used first",
    querystring: ListSessionsQuery,
  },
  Session,
);
const endSessionRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: "End one of the caller's sessions and close its sockets",
    params: Type.Object({ id: SessionId }),
  },
  EmptyObjectSchema,
  ['SESSION_NOT_FOUND'],
);

/** Registers the routes at `/auth/sessions` (AUTH-7). */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  app.get('/auth/sessions', { schema: listSessionsRouteSchema }, async ({ user, query }) =>
    toPageBody(await listSessions(deps, { ...query, userId: user.id, sessionId: user.sessionId })),
  );
  app.delete('/auth/sessions/:id', { schema: endSessionRouteSchema }, async ({ user, params }) => {
    await endSession(deps, { userId: user.id, sessionId: params.id });
    return toSuccessBody({});
  });
};
