import type { Stoppable } from '@kcs/service-kit';
import type { CoreDeps } from '../rooms/room-deps.ts';
import { serveEvents } from './serve-events.ts';
import { serveMembers } from './serve-members.ts';
import { serveMessages } from './serve-messages.ts';
import { serveRooms } from './serve-rooms.ts';

/** All that rooms and messages answer over the bus; `stop` takes no more and waits for what is in work. */
export function serveCore(deps: CoreDeps): Stoppable {
  const served = [serveRooms(deps), serveMembers(deps), serveMessages(deps), serveEvents(deps)].flat();
  return {
    stop: async () => {
      await Promise.all(served.map((one) => one.stop()));
    },
  };
}
