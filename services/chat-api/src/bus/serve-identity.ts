import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { admitExternal } from '../identity/commands/admit-external.ts';
import type { EdgeDeps } from '../identity/identity-deps.ts';
import { endedSessions } from '../identity/queries/find-ended-sessions.ts';
import { authorizeConnect } from '../rooms/queries/authorize-connect.ts';
import { serve } from './serve.ts';

type Deps = Pick<EdgeDeps, 'nc' | 'logger' | 'db' | 'publicKeys' | 'sessions' | 'config'>;

/** What the gateways ask about tokens and sessions; `stop` takes no more and waits for what is in work. */
export function serveSessions(deps: Deps): Stoppable {
  const served = [
    serve(deps, CHAT_API.keys, async () => ({ keys: deps.publicKeys.map((key) => ({ ...key })) })),
    serve(deps, CHAT_API.admitExternal, async (claims) => ({ userId: await admitExternal(deps, claims) })),
    serve(deps, CHAT_API.authorizeConnect, (query) => authorizeConnect(deps, query)),
    serve(deps, CHAT_API.endedSessions, (query) => endedSessions(deps, query)),
  ];
  return {
    stop: async () => {
      await Promise.all(served.map((one) => one.stop()));
    },
  };
}
