import { PRESENCE } from '@kcs/contracts';
import { type Logger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Teller } from '../notices/teller.ts';
import type { Reaper } from '../reaper.ts';
import type { Registry } from '../registry/registry.ts';
import type { OnlineMembers } from '../rooms/online-members.ts';
import { beat } from './beat.ts';
import { closeEpoch } from './close-epoch.ts';
import { getPresence } from './get-presence.ts';
import { listSessions } from './list-sessions.ts';
import { roomOnlineUsers } from './room-online-users.ts';
import { setStatus } from './set-status.ts';
import { stats } from './stats.ts';

/** What the answers are made of. */
export interface Answers {
  readonly nc: NatsConnection;
  readonly registry: Registry;
  readonly teller: Pick<Teller, 'kick'>;
  readonly reaper: Pick<Reaper, 'clearEnded'>;
  readonly onlineMembers: Pick<OnlineMembers, 'of'>;
  readonly beatMs: number;
  readonly logger: Logger;
}

/** Replicas share the work: each request is answered by one. */
const QUEUE = 'presence';

/** Answers everything of contracts' `PRESENCE`. */
export function serveAnswers(answers: Answers): Stoppable {
  const { nc, logger } = answers;
  const common = { queue: QUEUE, logger };
  const served = [
    serveRequest(nc, PRESENCE.beat, { ...common, handler: (query) => beat(answers, query) }),
    serveRequest(nc, PRESENCE.listSessions, { ...common, handler: (query) => listSessions(answers, query) }),
    serveRequest(nc, PRESENCE.closeEpoch, { ...common, handler: (query) => closeEpoch(answers, query) }),
    serveRequest(nc, PRESENCE.setStatus, { ...common, handler: (query) => setStatus(answers, query) }),
    serveRequest(nc, PRESENCE.getPresence, { ...common, handler: (query) => getPresence(answers, query) }),
    serveRequest(nc, PRESENCE.roomOnlineUsers, {
      ...common,
      handler: (query) => roomOnlineUsers(answers, query),
    }),
    serveRequest(nc, PRESENCE.stats, { ...common, handler: () => stats(answers) }),
  ];
  return {
    stop: async () => {
      await Promise.all(served.map((one) => one.stop()));
    },
  };
}
