import type { TokenVerifier } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { SessionLife } from '../../identity/sessions/session-cache.ts';
import './request-user.ts';

interface Options {
  readonly deps: { readonly verifier: TokenVerifier; readonly sessions: SessionLife };
}

/**
 * Every route of this scope needs a living session, unless its `config` says `public`; those that say `admin` need an
 * Admin. The token comes from the `Authorization` header alone: an address ends up in logs.
 */
export const auth = fp<Options>(
  async (app, { deps: { verifier, sessions } }) => {
    app.decorateRequest('user');
    app.addHook('onRequest', async (request) => {
      const access = request.routeOptions.config;
      if (access.public || request.is404) return;
      request.user = await sessions.userOf(await verifier.verify(bearerToken(request)));
      if (access.admin && request.user.userType !== 'Admin') {
        throw new ChatError('FORBIDDEN', 'Only an Admin may do this.');
      }
    });
  },
  { name: 'auth' },
);

const bearerToken = (request: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
