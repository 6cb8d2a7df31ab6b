import { NOTICES } from '@kcs/contracts';
import { type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { EdgeDeps } from '../identity/identity-deps.ts';

/** What other replicas ended or changed, so that nothing stale is believed here. */
export function hearEndings({
  nc,
  logger,
  sessions,
}: Pick<EdgeDeps, 'nc' | 'logger' | 'sessions'>): Stoppable {
  const heard = [
    subscribeToNotice(
      nc,
      NOTICES.sessionsEnded,
      ({ sessionIds }) => sessions.forgetSessions(sessionIds),
      logger,
    ),
    subscribeToNotice(nc, NOTICES.userChanged, ({ userId }) => sessions.forgetUser(userId), logger),
  ];
  return {
    stop: async () => {
      await Promise.all(heard.map((one) => one.stop()));
    },
  };
}
