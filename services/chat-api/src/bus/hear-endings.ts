import { NOTICES } from '@kcs/contracts';
import { hear, type Stoppable } from '@kcs/service-kit';
import type { EdgeDeps } from '../deps.ts';

/** What other replicas ended or changed, so that nothing stale is believed here. */
export function hearEndings({
  nc,
  logger,
  sessions,
}: Pick<EdgeDeps, 'nc' | 'logger' | 'sessions'>): Stoppable {
  const heard = [
    hear(nc, NOTICES.sessionsEnded, ({ sessionIds }) => sessions.forgetSessions(sessionIds), logger),
    hear(nc, NOTICES.userChanged, ({ userId }) => sessions.forgetUser(userId), logger),
  ];
  return {
    stop: async () => {
      await Promise.all(heard.map((one) => one.stop()));
    },
  };
}
