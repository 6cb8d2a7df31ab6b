import { NOTICES } from '@kcs/contracts';
import { type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { combineIntoStoppable } from './serve.ts';

/**
 * Subscribes to the notices about ended sessions and changed users, and drops the affected sessions from the session
 * cache.
 */
export const subscribeToNotices = ({
  nc,
  logger,
  sessions,
}: Pick<IdentityDeps, 'nc' | 'logger' | 'sessions'>): Stoppable =>
  combineIntoStoppable([
    subscribeToNotice(
      nc,
      NOTICES.sessionsEnded,
      ({ sessionIds }) => sessions.invalidateSessions(sessionIds),
      logger,
    ),
    subscribeToNotice(nc, NOTICES.userChanged, ({ userId }) => sessions.invalidateUser(userId), logger),
  ]);
