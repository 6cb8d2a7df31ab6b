import { NOTICES } from '@kcs/contracts';
import { type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { combineParts } from './serve.ts';

/** Drops cached sessions when another replica announces that they ended or that their user changed. */
export const subscribeToNotices = ({
  nc,
  logger,
  sessions,
}: Pick<IdentityDeps, 'nc' | 'logger' | 'sessions'>): Stoppable =>
  combineParts([
    subscribeToNotice(
      nc,
      NOTICES.sessionsEnded,
      ({ sessionIds }) => sessions.invalidateSessions(sessionIds),
      logger,
    ),
    subscribeToNotice(nc, NOTICES.userChanged, ({ userId }) => sessions.invalidateUser(userId), logger),
  ]);
