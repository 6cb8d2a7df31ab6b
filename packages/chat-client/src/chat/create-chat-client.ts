import { type ChatApi, createChatApi } from '../api/chat-api.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Link, OpenLink } from '../realtime/link.ts';
import { socketLinks } from '../realtime/socket-link.ts';
import { type Connection, stayConnected } from '../realtime/stay-connected.ts';
import type { Session } from '../session/session.ts';
import { initialState } from '../state/chat-state.ts';
import { reduce } from '../state/reduce.ts';
import { createStore } from '../state/store.ts';
import { Stop } from '../time/stop.ts';
import { realTime, type Time } from '../time/time.ts';
import { createCatchUp } from './catch-up.ts';
import type { ChatClient, ChatOptions } from './chat-client.ts';
import { type ChatContext, inBackground, request } from './chat-context.ts';
import { createEmitter, type InternalEvents } from './chat-events.ts';
import { loadOlder, openTimeline } from './history.ts';
import { createListener } from './listener.ts';
import { createPeople, type People } from './people.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { createSeenReporter, type SeenReporter } from './seen-reporter.ts';
import { createSender, type Sender } from './sender.ts';
import { createSummaryRefresher } from './summary-refresher.ts';
import { createTypingReporter, type TypingReporter } from './typing-reporter.ts';

/** Expired typing indicators are removed this often. */
const CLOCK_MS = 1_000;
/** If there is no connection after this time, the rooms are loaded over REST. */
const ROOMS_WITHOUT_CONNECTION_MS = 1_500;

/** Everything outside the client, so that tests can replace it. */
export interface ChatDeps {
  readonly openLink: OpenLink;
  readonly api: ChatApi;
  readonly time: Time;
}

/** Connects, loads the rooms, and keeps everything current until `stop`. */
export function createChatClient(options: ChatOptions): ChatClient {
  const { session, socketUrl = session.url, transports = ['websocket', 'polling'] } = options;
  return runChat(options, {
    openLink: socketLinks(socketUrl, transports),
    api: createChatApi(session.request),
    time: realTime,
  });
}

/** Like `createChatClient`, with replaceable dependencies. */
export function runChat({ session, outbox = memoryOutbox() }: ChatOptions, deps: ChatDeps): ChatClient {
  const { api, time, openLink } = deps;
  const stopped = new Stop();
  const store = createStore(reduce, initialState(session.user));
  const events = createEmitter<InternalEvents>();
  let current: Link | undefined;
  const link = () => (current?.isOpen ? current : undefined);
  const context: ChatContext = { store, api, time, events, link, stopped };

  const summaries = createSummaryRefresher(context);
  const catchUp = createCatchUp(context);
  const rooms = createRooms(context, catchUp, summaries);
  const people = createPeople(context);
  const sender = createSender(context, outbox, catchUp);
  const seen = createSeenReporter(context, summaries);
  const typing = createTypingReporter(context);

  const connection = stayConnected(
    { openLink, tokens: session, time, stopped },
    {
      onEvent: createListener(context, { catchUp, rooms, summaries }),
      onConnected(opened) {
        current = opened;
        rooms.connected();
        store.dispatch({ type: 'connection', connection: 'online' });
        sender.wake();
        seen.flush();
        inBackground(context, joinAndLoadRooms(context, opened, rooms, people));
        void loadOwnProfile(context, session);
      },
      onDisconnected: () => store.dispatch({ type: 'connection', connection: 'waiting' }),
      onEnded(code) {
        store.dispatch({ type: 'connection', connection: 'ended' });
        session.forget();
        stopped.stop();
        events.emit('session-ended', { code });
      },
    },
  );
  watchBrowser(connection.wake, stopped);
  void showRoomsWithoutConnection(context, rooms);
  void runClock(context);
  return clientOf(context, { session, outbox, connection, rooms, people, sender, seen, typing });
}

interface ClientParts {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly rooms: Rooms;
  readonly people: People;
  readonly sender: Sender;
  readonly seen: SeenReporter;
  readonly typing: TypingReporter;
}

function clientOf(context: ChatContext, parts: ClientParts): ChatClient {
  const { store, api, events, stopped } = context;
  const { session, outbox, connection, rooms, people, sender, seen, typing } = parts;
  const stop = () => {
    typing.stop();
    stopped.stop();
  };
  return {
    getState: store.get,
    subscribe: store.subscribe,
    on: events.on,
    api,
    async open(roomId) {
      await Promise.all([openTimeline(context, roomId), people.show(roomId)]);
    },
    close(roomId) {
      store.dispatch({ type: 'timeline-closed', roomId });
      people.hide(roomId);
    },
    loadOlder: (roomId) => loadOlder(context, roomId),
    watchPeople: people.watch,
    send: sender.send,
    sendAgain: sender.sendAgain,
    discard: sender.discard,
    seen: seen.visible,
    typed: typing.typed,
    stopTyping: typing.stop,
    async setStatus(status) {
      await request(context, 'update-chat-status', { status });
      const online = [{ userId: session.user.id, status }];
      store.dispatch({ type: 'presence-listed', online, members: [] });
    },
    async createRoom(room_type, member_ids, name) {
      const room = await api.createRoom({ room_type, member_ids, ...(name !== undefined && { name }) });
      await rooms.arrived(room.id);
      return room.id;
    },
    async mute(roomId, muted) {
      await api.updateRoom(roomId, { muted });
      store.dispatch({ type: 'muted', roomId, muted });
    },
    leave: rooms.leave,
    wake: connection.wake,
    stop,
    async logOut() {
      stop();
      await outbox.clear().catch(() => undefined);
      await session.logOut();
    },
  };
}

/** Runs after each connect. Joins the known rooms with their positions, and loads the current list of rooms. */
async function joinAndLoadRooms(
  context: ChatContext,
  link: Link,
  rooms: Rooms,
  people: People,
): Promise<void> {
  const lost = new Stop(context.stopped);
  void link.closed.then(lost.stop);
  try {
    // The list is loaded only now, because from here on the socket reports every room that the user is added to.
    await Promise.all([rooms.joinAll(lost), rooms.load(lost)]);
    await rooms.joinAll(lost);
    if (!lost.isOver) context.store.dispatch({ type: 'caught-up' });
    await people.reload(lost);
  } catch (thrown) {
    // If the connection was lost in the meantime, the next one starts over.
    if (!lost.isOver) throw thrown;
  }
}

/** Loads the user's own profile, which may have changed since the login. A failure changes nothing. */
async function loadOwnProfile(
  { store, api, stopped }: ChatContext,
  session: Pick<Session, 'remember'>,
): Promise<void> {
  const me = await api.me().catch(() => undefined);
  if (!me || stopped.isOver) return;
  store.dispatch({ type: 'me-loaded', me });
  session.remember(me);
}

async function showRoomsWithoutConnection({ link, time, stopped }: ChatContext, rooms: Rooms): Promise<void> {
  await time.sleep(ROOMS_WITHOUT_CONNECTION_MS, stopped);
  if (link() || stopped.isOver) return;
  // The connection runs into the same permanent failure and reports it.
  await rooms.load(stopped).catch(() => undefined);
}

async function runClock({ store, time, stopped }: ChatContext): Promise<void> {
  for (; !stopped.isOver; await time.sleep(CLOCK_MS, stopped)) {
    store.dispatch({ type: 'clock', now: time.now() });
  }
}

/** Calls `onReturn` when the network is back or the page becomes visible again. Does nothing in Node. */
function watchBrowser(onReturn: () => void, stopped: Stop): void {
  if (typeof window === 'undefined') return;
  const signal = stopped.toSignal();
  const onVisible = () => document.visibilityState === 'visible' && onReturn();
  window.addEventListener('online', onReturn, { signal });
  document.addEventListener('visibilitychange', onVisible, { signal });
}
