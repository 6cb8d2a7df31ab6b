import type { ChatApi } from '../../src/api/chat-api.ts';
import type { ChatContext } from '../../src/chat/chat-context.ts';
import { createEmitter, type InternalEvents } from '../../src/chat/chat-events.ts';
import type { Link } from '../../src/realtime/link.ts';
import { createInitialState } from '../../src/state/chat-state.ts';
import { reduceState } from '../../src/state/reduce.ts';
import { createStore } from '../../src/state/store.ts';
import { Stop } from '../../src/time/stop.ts';
import { buildRoom, MY_USER_ID } from './samples.ts';
import { VirtualTime } from './virtual-time.ts';

const CLIENT_EVENT_NAMES = [
  'room-event',
  'room-reset',
  'room-added',
  'room-ended',
  'room-returned',
  'unknown-room-seen',
  'message-refused',
  'notification',
  'problem',
] as const;

export interface StandInDependencies {
  readonly api?: Partial<ChatApi>;
  readonly link?: Partial<Link>;
}

/**
 * Creates the context of a client with one room, in virtual time. `emitted` records the events that the client emits.
 */
export function createTestContext({ api = {}, link }: StandInDependencies = {}) {
  const time = new VirtualTime(1);
  const clientStop = new Stop();
  const currentUser = {
    id: MY_USER_ID,
    name: 'Me',
    email: 'me@school.example',
    user_type: 'Student' as const,
  };
  const store = createStore(reduceState, createInitialState(currentUser));
  store.dispatch({ type: 'rooms-loaded', rooms: [buildRoom()] });
  const eventEmitter = createEmitter<InternalEvents>();
  const emittedEvents: [name: string, value: unknown][] = [];
  for (const name of CLIENT_EVENT_NAMES) eventEmitter.on(name, (value) => emittedEvents.push([name, value]));
  const chatContext: ChatContext = {
    store,
    api: { changes: async () => ({ items: [], hasMore: false }), ...api } as ChatApi,
    time,
    events: eventEmitter,
    link: () => link as Link | undefined,
    stopped: clientStop,
  };
  return {
    context: chatContext,
    store,
    time,
    events: eventEmitter,
    stopped: clientStop,
    emitted: emittedEvents,
  };
}
