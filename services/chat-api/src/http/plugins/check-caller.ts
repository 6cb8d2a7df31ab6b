import { ChatError } from '@kcs/contracts';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { SessionUser } from '../../identity/sessions/find-live-session.ts';
import type { ServiceAccount } from '../../service-accounts/rows/service-accounts.ts';
import { SCOPES_BY_ROUTE } from './service-scopes.ts';

/**
 * Throws `FORBIDDEN` if the route is only for service accounts, or if it is only for Admins and the user is not an
 * Admin.
 */
export function checkUserMayCallRoute(
  { userType }: SessionUser,
  { admin, serviceOnly }: FastifyContextConfig,
): void {
  if (serviceOnly) {
    throw new ChatError(
      'FORBIDDEN',
      'Only service accounts can do this. Send the token of a service account.',
    );
  }
  if (admin && userType !== 'Admin') {
    throw new ChatError('FORBIDDEN', 'Only Admins can do this. Ask an Admin.');
  }
}

/** Throws `FORBIDDEN` if the service account does not have the scope that the route requires. */
export function checkAccountScope(
  { method, routeOptions }: FastifyRequest,
  { scopes }: ServiceAccount,
): void {
  const requiredScope = SCOPES_BY_ROUTE[`${method} ${routeOptions.url}`];
  if (requiredScope === undefined) {
    throw new ChatError('FORBIDDEN', 'Service accounts cannot do this. Log in as a user.');
  }
  if (!scopes.includes(requiredScope)) {
    throw new ChatError(
      'FORBIDDEN',
      `The service account lacks the scope ${requiredScope}. Ask an Admin to add it.`,
    );
  }
}
