import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EndedSessionCount, ListSessionsQuery, Session, SessionId, UserId } from '@kcs/contracts';
import Type from 'typebox';
import { endAllSessions, endSessionOfUser } from '../../identity/commands/end-all-sessions.ts';
import { endSession } from '../../identity/commands/end-session.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { listSessions } from '../../identity/queries/list-sessions.ts';
import { requireUser } from '../../identity/queries/require-user.ts';
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
const userParams = Type.Object({ id: UserId });
const listUserSessionsRouteSchema = createListRouteSchema(
  {
    tags: ['Users'],
    summary: "List a user's sessions, most recently used first (Admin only)",
    params: userParams,
    querystring: ListSessionsQuery,
  },
  Session,
  ['FORBIDDEN', 'USER_NOT_FOUND'],
);
const endUserSessionsRouteSchema = createRouteSchema(
  {
    tags: ['Users'],
    summary: 'End all sessions of a user and close their sockets (Admin only)',
    params: userParams,
  },
  EndedSessionCount,
  ['FORBIDDEN', 'USER_NOT_FOUND'],
);
const endUserSessionRouteSchema = createRouteSchema(
  {
    tags: ['Users'],
    summary: 'End one session of a user and close its sockets (Admin only)',
    params: Type.Object({ id: UserId, session_id: SessionId }),
  },
  EmptyObjectSchema,
  ['FORBIDDEN', 'SESSION_NOT_FOUND'],
);

/**
 * Registers the routes at `/auth/sessions` for the caller's own sessions (AUTH-7), and those at `/users/:id/sessions`
 * for Admins (ADMIN-7).
 */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  app.get('/auth/sessions', { schema: listSessionsRouteSchema }, async ({ user, query }) =>
    toPageBody(await listSessions(deps, { ...query, userId: user.id, sessionId: user.sessionId })),
  );
  app.delete('/auth/sessions/:id', { schema: endSessionRouteSchema }, async ({ user, params }) => {
    await endSession(deps, { userId: user.id, sessionId: params.id });
    return toSuccessBody({});
  });
  const adminOnlyRouteConfig = { admin: true };
  app.get(
    '/users/:id/sessions',
    { schema: listUserSessionsRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params, query }) => {
      await requireUser(deps, params.id);
      return toPageBody(await listSessions(deps, { ...query, userId: params.id, sessionId: user.sessionId }));
    },
  );
  app.delete(
    '/users/:id/sessions',
    { schema: endUserSessionsRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params }) =>
      toSuccessBody({ ended: await endAllSessions(deps, { userId: params.id, adminId: user.id }) }),
  );
  app.delete(
    '/users/:id/sessions/:session_id',
    { schema: endUserSessionRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params }) => {
      await endSessionOfUser(deps, {
        ...{ userId: params.id, sessionId: params.session_id, adminId: user.id },
      });
      return toSuccessBody({});
    },
  );
};
