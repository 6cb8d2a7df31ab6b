import { CHAT_API_REQUESTS } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { admitExternalToken } from '../identity/commands/admit-external.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { findEndedSessions } from '../identity/queries/find-ended-sessions.ts';
import { combineIntoStoppable, serveRequestAsChatApi } from './serve.ts';

/** Serves NATS requests about tokens and sessions. */
export const serveIdentityRequests = (
  deps: Pick<IdentityDeps, 'nc' | 'logger' | 'db' | 'publicKeys' | 'sessions' | 'config' | 'clock'>,
): Stoppable =>
  combineIntoStoppable([
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.keys, async () => ({
      keys: deps.publicKeys.map((key) => ({ ...key })),
      now: deps.clock.now(),
    })),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.admitExternal, async (claims) => ({
      userId: await admitExternalToken(deps, claims),
    })),
    serveRequestAsChatApi(deps, CHAT_API_REQUESTS.endedSessions, (query) => findEndedSessions(deps, query)),
  ]);
