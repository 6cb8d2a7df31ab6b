import type { TokenVerifier } from '@kcs/auth';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Database } from '../../database/database.ts';
import type { SessionUser } from '../../identity/sessions/find-live-session.ts';
import type { SessionCache } from '../../identity/sessions/session-cache.ts';
import { authenticateServiceAccount } from '../../service-accounts/queries/authenticate-account.ts';
import type { ServiceAccount } from '../../service-accounts/rows/service-accounts.ts';
import { isServiceToken } from '../../service-accounts/rules/service-token.ts';
import { checkAccountScope, checkUserMayCallRoute } from './check-caller.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The user that makes the request: the owner of the access token, or the bot user of the service account. Not set
     * on public routes.
     */
    user: SessionUser;
    /** The service account that makes the request; undefined if the caller is a user. */
    account: ServiceAccount | undefined;
  }
  interface FastifyContextConfig {
    /** Whether the route can be called without an access token. */
    readonly public?: boolean;
    /** Whether the route is only for Admins and for service accounts with the route's scope. Others get `FORBIDDEN`. */
    readonly admin?: boolean;
    /** Whether only service accounts may call the route. Users get `FORBIDDEN`. */
    readonly serviceOnly?: boolean;
  }
}

interface AuthPluginOptions {
  readonly deps: {
    readonly verifier: TokenVerifier;
    readonly sessions: SessionCache;
    readonly db: Pick<Database, 'prisma'>;
  };
}

/**
 * Requires a live session or a service token on every route that is not marked `public`, and checks that the caller may
 * use the route. Accepts tokens only in the `Authorization` header, because URLs are written to logs.
 */
export const authPlugin = fp<AuthPluginOptions>(
  async (app, { deps: { verifier, sessions, db } }) => {
    app.decorateRequest('user');
    app.decorateRequest('account', undefined);
    app.addHook('onRequest', async (request) => {
      const { config } = request.routeOptions;
      if (config.public || request.is404) return;
      const bearerToken = readBearerToken(request);
      if (bearerToken !== undefined && isServiceToken(bearerToken)) {
        request.account = await authenticateServiceAccount(db, bearerToken);
        request.user = toBotUser(request.account);
        checkAccountScope(request, request.account);
      } else {
        request.user = await sessions.userOf(await verifier.verify(bearerToken));
        checkUserMayCallRoute(request.user, config);
      }
    });
  },
  { name: 'auth' },
);

const readBearerToken = (request: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];

/**
 * Returns the user that a service account acts as. An account without a bot user acts under its own id, which is not a
 * member of any room.
 */
const toBotUser = ({ id, botUserId, name }: ServiceAccount): SessionUser => ({
  id: botUserId ?? id,
  name,
  userType: 'Staff',
  sessionId: id,
});
