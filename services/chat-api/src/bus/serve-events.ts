import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { parkDeadLetter } from '../log/dead-letters.ts';
import { listEvents } from '../log/list-events.ts';
import { eventText } from '../log/stored-event.ts';
import type { CoreDeps } from '../rooms/room-deps.ts';
import { serve } from './serve.ts';

/** A reply must fit into one message of the bus (1 MiB); the asker goes on where the page ends. */
const MOST_BYTES = 512 * 1024;

/** The log for the gateways' repair, and what they could not use. */
export const serveEvents = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.listEvents, async (query) => {
    const { events, head } = await listEvents(deps, { ...query, mostBytes: MOST_BYTES });
    return { events: events.map((event) => JSON.parse(eventText(event))), head };
  }),
  serve(deps, CHAT_API.parkDeadLetter, async (letter) => {
    await parkDeadLetter(deps, letter);
    return {};
  }),
];
