import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AccessAndRefreshTokens,
  ChangePasswordBody,
  CurrentUser,
  LoginBody,
  LoginResult,
  RefreshBody,
} from '@kcs/contracts';
import Type from 'typebox';
import { changePassword } from '../../identity/commands/change-password.ts';
import { logOut } from '../../identity/commands/end-session.ts';
import { logIn } from '../../identity/commands/log-in.ts';
import { refreshSession } from '../../identity/commands/refresh-session.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { findCurrentUser } from '../../identity/queries/find-user.ts';
import { toSuccessBody } from '../envelope/replies.ts';
import { createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';
import { createBrowserId, hashBrowserId, readBrowserId, setBrowserCookie } from './browser-cookie.ts';

const openApiTags: [string] = ['Auth'];

const logInRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Log in',
    description: 'Failed logins are limited per account and per IP address. `expires_in` is in seconds.',
    body: LoginBody,
  },
  LoginResult,
  ['RATE_LIMITED'],
);
const refreshSessionRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Each exchange returns a new refresh token. For 60 s, the previous refresh token returns the same new refresh token again. Using any older refresh token ends the session, except in the browser that created the session.',
    body: RefreshBody,
  },
  AccessAndRefreshTokens,
);
const logOutRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Log out: end the current session and close its sockets' },
  EmptyObjectSchema,
);
const currentUserRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Get the current user' },
  CurrentUser,
);
const changePasswordRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: "Change the caller's password and end all other sessions",
    body: ChangePasswordBody,
  },
  Type.Object({ ended_sessions: Type.Integer() }),
  ['CONFLICT', 'RATE_LIMITED'],
);

/** Registers the routes at `/auth`, except those for sessions (AUTH-1, AUTH-3 to AUTH-6). */
export const authRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  const { SESSION_TTL_DAYS } = deps.config;
  app.post('/auth/login', { schema: logInRouteSchema, config: { public: true } }, async (request, reply) => {
    const { body, ip: address, headers } = request;
    const browserId = readBrowserId(request) ?? createBrowserId();
    const loginResult = await logIn(deps, {
      ...body,
      address,
      userAgent: headers['user-agent'],
      browserHash: hashBrowserId(browserId),
    });
    setBrowserCookie(request, reply, browserId, SESSION_TTL_DAYS);
    return toSuccessBody(loginResult);
  });
  app.post(
    '/auth/refresh',
    { schema: refreshSessionRouteSchema, config: { public: true } },
    async (request, reply) => {
      const browserId = readBrowserId(request);
      const browserIdHash = browserId === null ? null : hashBrowserId(browserId);
      const sessionTokens = await refreshSession(deps, request.body.refresh_token, browserIdHash);
      if (browserId !== null) setBrowserCookie(request, reply, browserId, SESSION_TTL_DAYS);
      return toSuccessBody(sessionTokens);
    },
  );
  app.post('/auth/logout', { schema: logOutRouteSchema }, async ({ user }) => {
    await logOut(deps, { userId: user.id, sessionId: user.sessionId });
    return toSuccessBody({});
  });
  app.get('/auth/me', { schema: currentUserRouteSchema }, async ({ user }) =>
    toSuccessBody(await findCurrentUser(deps, user.id)),
  );
  app.put('/auth/password', { schema: changePasswordRouteSchema }, async ({ user, body, ip: address }) => {
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
