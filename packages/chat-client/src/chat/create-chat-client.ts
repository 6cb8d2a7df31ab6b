import type { NotificationLevel } from '@kcs/contracts';
import { type ChatApi, createChatApi } from '../api/chat-api.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Link, LinkOpener } from '../realtime/link.ts';
import { createLinkOpener } from '../realtime/socket-link.ts';
import { type Connection, stayConnected } from '../realtime/stay-connected.ts';
import type { Session } from '../session/session.ts';
import { createInitialState } from '../state/chat-state.ts';
import { reduceState } from '../state/reduce.ts';
import { createStore } from '../state/store.ts';
import { Stop } from '../time/stop.ts';
import { systemTime, type Time } from '../time/time.ts';
import { withRateLimitWaits } from '../time/wait-out-limits.ts';
import { createCatchUp } from './catch-up.ts';
import type { ChatClient, ChatOptions } from './chat-client.ts';
import { type ChatContext, runInBackground, sendRequest } from './chat-context.ts';
import { createEmitter, type InternalEvents } from './chat-events.ts';
import {
  loadMessagesAround,
  loadNewerMessages,
  loadNewestMessages,
  loadOlderMessages,
  openTimeline,
} from './history.ts';
import { createServerEventListener } from './listener.ts';
import { createNotificationCenter, type NotificationCenter } from './notification-center.ts';
import { createPeopleWatcher, type PeopleWatcher } from './people-watcher.ts';
import { withSilenceReports } from './report-silence.ts';
import { createRoomManager, type RoomManager } from './room-manager.ts';
import { createSeenReporter, type SeenReporter } from './seen-reporter.ts';
import { createSender, type Sender } from './sender.ts';
import { createSummaryRefresher } from './summary-refresher.ts';
import { createTypingReporter, type TypingReporter } from './typing-reporter.ts';
import { applyBrowserEventsToConnection } from './watch-browser.ts';

/** How often expired typing indicators are removed. */
const TYPING_EXPIRY_CHECK_INTERVAL_MS = 1_000;
/** If the client is still not connected this long after it started, it loads the room list over REST. */
const LOAD_ROOMS_OVER_REST_AFTER_MS = 1_500;

/** The client's external dependencies, which tests replace. */
export interface ChatDependencies {
  readonly openLink: LinkOpener;
  readonly api: ChatApi;
  readonly time: Time;
}

/** Creates a client and starts it: it connects, loads the rooms, and keeps the state current until `stop` is called. */
export function createChatClient(options: ChatOptions): ChatClient {
  const { session, socketUrl = session.url, transports = ['websocket', 'polling'] } = options;
  const requestWaitingOutRateLimits = withRateLimitWaits(
    session.request,
    systemTime,
  ) as typeof session.request;
  return startChatClient(options, {
    openLink: createLinkOpener(socketUrl, transports),
    api: createChatApi(requestWaitingOutRateLimits),
    time: systemTime,
  });
}

/** Creates and starts a client with the given dependencies. Tests use it instead of `createChatClient`. */
export function startChatClient(
  { session, outbox = memoryOutbox() }: ChatOptions,
  deps: ChatDependencies,
): ChatClient {
  const { time, openLink } = deps;
  // A request without a response may mean that the connection is dead, so probe the connection.
  const api = withSilenceReports(deps.api, () => connection.probe());
  const clientStop = new Stop();
  const store = createStore(reduceState, createInitialState(session.user));
  const eventEmitter = createEmitter<InternalEvents>();
  let currentLink: Link | undefined;
  const getOpenLink = () => (currentLink?.isOpen ? currentLink : undefined);
  const chatContext: ChatContext = {
    store,
    api,
    time,
    events: eventEmitter,
    link: getOpenLink,
    stopped: clientStop,
  };

  const summaryRefresher = createSummaryRefresher(chatContext);
  const catchUp = createCatchUp(chatContext);
  const roomManager = createRoomManager(chatContext, catchUp, summaryRefresher);
  const peopleWatcher = createPeopleWatcher(chatContext);
  const sender = createSender(chatContext, outbox, catchUp);
  const seenReporter = createSeenReporter(chatContext, summaryRefresher);
  const typingReporter = createTypingReporter(chatContext);
  const notificationCenter = createNotificationCenter(chatContext);

  const applyServerEvent = createServerEventListener(chatContext, {
    catchUp,
    rooms: roomManager,
    summaries: summaryRefresher,
    notifications: notificationCenter,
  });
  const connection = stayConnected(
    { openLink, tokens: session, time, stopped: clientStop },
    {
      onEvent(event) {
        applyServerEvent(event);
        eventEmitter.emit('server-event', event);
      },
      onConnected(opened) {
        currentLink = opened;
        roomManager.onConnected();
        store.dispatch({ type: 'connection', connection: 'online' });
        sender.wake();
        notificationCenter.onConnected();
        seenReporter.flush();
        runInBackground(chatContext, joinAndLoadRooms(chatContext, opened, roomManager, peopleWatcher));
        void loadOwnProfile(chatContext, session);
        eventEmitter.emit('connected', undefined);
      },
      onDisconnected: (isEvicted) =>
        store.dispatch({ type: 'connection', connection: isEvicted ? 'evicted' : 'waiting' }),
      onEnded(code) {
        store.dispatch({ type: 'connection', connection: 'ended' });
        session.forget();
        clientStop.stop();
        eventEmitter.emit('session-ended', { code });
      },
    },
  );
  applyBrowserEventsToConnection(connection, clientStop);
  void showRoomsWithoutConnection(chatContext, roomManager);
  void dispatchClockActions(chatContext);
  return assembleChatClient(chatContext, {
    session,
    outbox,
    connection,
    rooms: roomManager,
    people: peopleWatcher,
    sender,
    seenReporter,
    typingReporter,
    notifications: notificationCenter,
  });
}

interface ClientParts {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly rooms: RoomManager;
  readonly people: PeopleWatcher;
  readonly sender: Sender;
  readonly seenReporter: SeenReporter;
  readonly typingReporter: TypingReporter;
  readonly notifications: NotificationCenter;
}

function assembleChatClient(context: ChatContext, parts: ClientParts): ChatClient {
  const { store, api, events, stopped } = context;
  const { session, outbox, connection, rooms, people, sender, seenReporter, typingReporter } = parts;
  const { notifications } = parts;
  const stopClient = () => {
    typingReporter.stop();
    stopped.stop();
  };
  const setNotificationLevel = async (roomId: string, level: NotificationLevel) => {
    await api.updateRoom(roomId, { notification_level: level });
    store.dispatch({ type: 'level-changed', roomId, level });
  };
  return {
    getState: store.get,
    subscribe: store.subscribe,
    on: events.on,
    request: (event, payload) => sendRequest(context, event, payload),
    api,
    async open(roomId, { at } = {}) {
      await Promise.all([openTimeline(context, roomId, at), people.show(roomId)]);
    },
    close(roomId) {
      store.dispatch({ type: 'timeline-closed', roomId });
      people.hide(roomId);
    },
    loadOlder: (roomId) => loadOlderMessages(context, roomId),
    loadNewer: (roomId) => loadNewerMessages(context, roomId),
    loadAround: (roomId, seq) => loadMessagesAround(context, roomId, seq),
    loadNewest: (roomId) => loadNewestMessages(context, roomId),
    trim: (roomId, seq) => store.dispatch({ type: 'timeline-trimmed', roomId, seq }),
    watchPeople: people.watch,
    watchNotifications: notifications.watch,
    loadMoreNotifications: notifications.loadMore,
    markNotificationsSeen: notifications.markSeen,
    send: sender.send,
    sendAgain: sender.sendAgain,
    discard: sender.discard,
    markSeen: seenReporter.markSeen,
    reportKeyPress: typingReporter.reportKeyPress,
    stopTyping: typingReporter.stop,
    async setStatus(status) {
      await sendRequest(context, 'update-chat-status', { status });
      const ownPresenceEntries = [{ userId: session.user.id, status }];
      store.dispatch({ type: 'presence-listed', online: ownPresenceEntries, members: [] });
    },
    async createRoom(room_type, member_ids, name, postPolicy) {
      const createdRoom = await api.createRoom({
        room_type,
        member_ids,
        ...(name !== undefined && { name }),
        ...(postPolicy !== undefined && { post_policy: postPolicy }),
      });
      await rooms.onRoomAdded(createdRoom.id);
      return createdRoom.id;
    },
    mute: (roomId, muted) => setNotificationLevel(roomId, muted ? 'none' : 'all'),
    setNotificationLevel,
    leave: rooms.leave,
    wake: connection.wake,
    stop: stopClient,
    async logOut() {
      stopClient();
      // Start both at once: the session must end even if clearing the outbox hangs.
      await Promise.all([outbox.clear().catch(() => undefined), session.logOut()]);
    },
  };
}

/** Runs after each connect. Joins the known rooms from their positions and loads the current room list. */
async function joinAndLoadRooms(
  context: ChatContext,
  link: Link,
  rooms: RoomManager,
  people: PeopleWatcher,
): Promise<void> {
  const connectionStop = new Stop(context.stopped);
  void link.closed.then(connectionStop.stop);
  try {
    // Load the room list only after connecting. From then on, the socket reports every room that the user is added to,
    // so no room can be missed.
    await Promise.all([rooms.joinAll(connectionStop), rooms.load(connectionStop)]);
    await rooms.joinAll(connectionStop);
    if (!connectionStop.hasFired) context.store.dispatch({ type: 'caught-up' });
    await people.reload(connectionStop);
  } catch (thrown) {
    // Ignore the error if the connection is lost, because the client joins and loads the rooms again on the next
    // connection.
    if (!connectionStop.hasFired) throw thrown;
  }
}

/**
 * Loads the user's own profile, which may have changed since the login. If the request fails, keeps the known profile.
 */
async function loadOwnProfile(
  { store, api, stopped }: ChatContext,
  session: Pick<Session, 'remember'>,
): Promise<void> {
  const ownProfile = await api.me().catch(() => undefined);
  if (!ownProfile || stopped.hasFired) return;
  store.dispatch({ type: 'me-loaded', me: ownProfile });
  session.remember(ownProfile);
}

async function showRoomsWithoutConnection(
  { link, time, stopped }: ChatContext,
  rooms: RoomManager,
): Promise<void> {
  await time.sleep(LOAD_ROOMS_OVER_REST_AFTER_MS, stopped);
  if (link() || stopped.hasFired) return;
  // Ignore a permanent failure to load the rooms. The attempt to connect fails for the same reason and reports it.
  await rooms.load(stopped).catch(() => undefined);
}

async function dispatchClockActions({ store, time, stopped }: ChatContext): Promise<void> {
  for (; !stopped.hasFired; await time.sleep(TYPING_EXPIRY_CHECK_INTERVAL_MS, stopped)) {
    store.dispatch({ type: 'clock', now: time.now() });
  }
}
