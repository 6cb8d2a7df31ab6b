import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ChangePasswordBody, CurrentUser, LoggedIn, LoginBody, RefreshBody, Tokens } from '@kcs/contracts';
import Type from 'typebox';
import { changePassword } from '../../identity/commands/change-password.ts';
import { logOut } from '../../identity/commands/end-session.ts';
import { logIn } from '../../identity/commands/log-in.ts';
import { refreshSession } from '../../identity/commands/refresh-session.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { findCurrentUser } from '../../identity/queries/find-user.ts';
import { toSuccessBody } from '../envelope/replies.ts';
import { createRouteSchema, EmptyObject } from '../envelope/route-schema.ts';

const tags: [string] = ['Auth'];

const logInSchema = createRouteSchema(
  {
    tags,
    summary: 'Log in',
    description: 'Failed logins are limited per account and per IP address. `expires_in` is in seconds.',
    body: LoginBody,
  },
  LoggedIn,
  ['RATE_LIMITED'],
);
const refreshSchema = createRouteSchema(
  {
    tags,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Each exchange returns a new refresh token. For 60 s, the previous refresh token returns the same new refresh token again. Using any older refresh token ends the session.',
    body: RefreshBody,
  },
  Tokens,
);
const logOutSchema = createRouteSchema(
  { tags, summary: 'Log out: end the current session and close its sockets' },
  EmptyObject,
);
const currentUserSchema = createRouteSchema({ tags, summary: 'Get the current user' }, CurrentUser);
const changePasswordSchema = createRouteSchema(
  { tags, summary: "Change the caller's password and end all other sessions", body: ChangePasswordBody },
  Type.Object({ ended_sessions: Type.Integer() }),
  ['CONFLICT', 'RATE_LIMITED'],
);

/** Registers the routes at `/auth`, except those for sessions (AUTH-1, AUTH-3 to AUTH-6). */
export const authRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  app.post('/auth/login', { schema: logInSchema, config: { public: true } }, async ({ body, ip, headers }) =>
    toSuccessBody(await logIn(deps, { ...body, address: ip, userAgent: headers['user-agent'] })),
  );
  app.post('/auth/refresh', { schema: refreshSchema, config: { public: true } }, async ({ body }) =>
    toSuccessBody(await refreshSession(deps, body.refresh_token)),
  );
  app.post('/auth/logout', { schema: logOutSchema }, async ({ user }) => {
    await logOut(deps, { userId: user.id, sessionId: user.sessionId });
    return toSuccessBody({});
  });
  app.get('/auth/me', { schema: currentUserSchema }, async ({ user }) =>
    toSuccessBody(await findCurrentUser(deps, user.id)),
  );
  app.put('/auth/password', { schema: changePasswordSchema }, async ({ user, body, ip: address }) => {
    const { endedSessions } = await changePassword(deps, {
      userId: user.id,
      sessionId: user.sessionId,
      address,
      currentPassword: body.current_password,
      newPassword: body.new_password,
    });
    return toSuccessBody({ ended_sessions: endedSessions });
  });
};
