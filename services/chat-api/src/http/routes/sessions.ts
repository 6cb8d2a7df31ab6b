import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ListSessionsQuery, Session, SessionId } from '@kcs/contracts';
import Type from 'typebox';
import { endSession } from '../../identity/commands/end-session.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { listSessions } from '../../identity/queries/list-sessions.ts';
import { success, successPage } from '../envelope/replies.ts';
import { listSchema, Nothing, routeSchema } from '../envelope/route-schema.ts';

const tags: [string] = ['Auth'];

const list = listSchema(
  { tags, summary: "List the caller's sessions, most recently used first", querystring: ListSessionsQuery },
  Session,
);
const end = routeSchema(
  {
    tags,
    summary: "End one of the caller's sessions and close its sockets",
    params: Type.Object({ id: SessionId }),
  },
  Nothing,
  ['SESSION_NOT_FOUND'],
);

/** Registers the routes at `/auth/sessions` (AUTH-7). */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  app.get('/auth/sessions', { schema: list }, async ({ user, query }) =>
    successPage(await listSessions(deps, { ...query, userId: user.id, sessionId: user.sessionId })),
  );
  app.delete('/auth/sessions/:id', { schema: end }, async ({ user, params }) => {
    await endSession(deps, { userId: user.id, sessionId: params.id });
    return success({});
  });
};
