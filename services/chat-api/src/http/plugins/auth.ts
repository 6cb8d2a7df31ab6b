import type { TokenVerifier } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { SessionUser } from '../../identity/sessions/find-live-session.ts';
import type { SessionCache } from '../../identity/sessions/session-cache.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The user whose access token the request carries. Not set on public routes. */
    user: SessionUser;
  }
  interface FastifyContextConfig {
    /** Whether the route can be called without an access token. */
    readonly public?: boolean;
    /** Whether only Admins may call the route. Other users get `FORBIDDEN`. */
    readonly admin?: boolean;
  }
}

interface AuthOptions {
  readonly deps: { readonly verifier: TokenVerifier; readonly sessions: SessionCache };
}

/**
 * Requires a live session on every route that is not marked `public`, and an Admin on routes marked `admin`. Accepts
 * the access token only in the `Authorization` header, because URLs are written to logs.
 */
export const authPlugin = fp<AuthOptions>(
  async (app, { deps: { verifier, sessions } }) => {
    app.decorateRequest('user');
    app.addHook('onRequest', async (request) => {
      const accessRules = request.routeOptions.config;
      if (accessRules.public || request.is404) return;
      request.user = await sessions.userOf(await verifier.verify(readBearerToken(request)));
      if (accessRules.admin && request.user.userType !== 'Admin') {
        throw new ChatError('FORBIDDEN', 'Only Admins can do this. Ask an Admin.');
      }
    });
  },
  { name: 'auth' },
);

const readBearerToken = (request: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
