import type { PresenceStatus, RoomType } from '@kcs/contracts';
import { type ChatApi, chatApi } from '../api/chat-api.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Link, OpenLink } from '../realtime/link.ts';
import { socketLinks, type TransportName } from '../realtime/socket-link.ts';
import { stayConnected } from '../realtime/stay-connected.ts';
import type { Session } from '../session/session.ts';
import type { ChatState } from '../state/chat-state.ts';
import { initialState } from '../state/chat-state.ts';
import { reduce } from '../state/reduce.ts';
import { createStore } from '../state/store.ts';
import { Stop } from '../time/stop.ts';
import { realTime, type Time } from '../time/time.ts';
import { createCatchUp } from './catch-up.ts';
import { ask, inBackground, type Parts } from './chat-context.ts';
import { type ChatEvents, createEmitter } from './chat-events.ts';
import { loadOlder, openTimeline } from './history.ts';
import { createListener } from './listen.ts';
import { createPeople } from './people.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { createSeenReporter } from './seen-reporter.ts';
import { createSender } from './sender.ts';
import { createTypingReporter } from './typing-reporter.ts';
import { watchBrowser } from './watch-browser.ts';

/** Typing indicators are looked over this often. */
const CLOCK_MS = 1_000;
/** Where there is no connection by then, the rooms are shown all the same. */
const ROOMS_WITHOUT_CONNECTION_MS = 1_500;

export interface ChatOptions {
  readonly session: Session;
  /** Default: in memory. */
  readonly outbox?: Outbox;
  /** Origin of Socket.IO; default: the session's. */
  readonly socketUrl?: string;
  /** In the order in which they are tried. Default: `websocket`, then `polling`. */
  readonly transports?: readonly TransportName[];
}

/** What stands in for the outside in tests. */
export interface Outside {
  readonly openLink: OpenLink;
  readonly api: ChatApi;
  readonly time: Time;
}

/** The running client of one session. */
export type ChatClient = ReturnType<typeof createChatClient>;

/** Connects, loads the rooms and keeps everything current until `stop`. */
export function createChatClient(options: ChatOptions) {
  const { session, socketUrl = session.url, transports = ['websocket', 'polling'] } = options;
  return runChat(options, {
    openLink: socketLinks(socketUrl, transports),
    api: chatApi(session.request),
    time: realTime,
  });
}

export function runChat({ session, outbox = memoryOutbox() }: ChatOptions, outside: Outside) {
  const { api, time } = outside;
  const stopped = new Stop();
  const store = createStore(reduce, initialState(session.user));
  const events = createEmitter<ChatEvents>();
  let current: Link | undefined;
  const link = () => (current?.isOpen ? current : undefined);
  const parts: Parts = { store, api, time, events, link, stopped };
  const catchUp = createCatchUp(parts, (roomId) => inBackground(parts, rooms.add(roomId)));
  const rooms: Rooms = createRooms(parts, catchUp);
  const people = createPeople(parts);
  const sender = createSender(parts, outbox, catchUp);
  const seen = createSeenReporter(parts, rooms);
  const typing = createTypingReporter(parts);

  /** After every connect: join with what is known of each room, and see which rooms there are now. */
  const comeBack = async (link: Link) => {
    const lost = new Stop(stopped);
    void link.closed.then(lost.stop);
    try {
      // Listed only now: who is added to a room before is not told, and after is.
      await Promise.all([rooms.join(rooms.unjoined(), lost), rooms.load(lost)]);
      await rooms.join(rooms.unjoined(), lost);
      if (!lost.isOver) store.dispatch({ type: 'caught-up' });
      await people.reload(lost);
    } catch (thrown) {
      // Lost again meanwhile: the next connection begins anew.
      if (!lost.isOver) throw thrown;
    }
  };

  const connection = stayConnected(
    { openLink: outside.openLink, tokens: session, time, stopped },
    {
      hear: createListener(parts, { catchUp, rooms }),
      onUp(link) {
        current = link;
        rooms.forgetJoined();
        store.dispatch({ type: 'connection', connection: 'online' });
        sender.wake();
        seen.flush();
        inBackground(parts, comeBack(link));
      },
      onDown: () => store.dispatch({ type: 'connection', connection: 'waiting' }),
      onEnded(code) {
        store.dispatch({ type: 'connection', connection: 'ended' });
        session.forget();
        stopped.stop();
        events.emit('session-ended', { code });
      },
    },
  );
  watchBrowser(connection.wake, stopped);
  void (async () => {
    await time.sleep(ROOMS_WITHOUT_CONNECTION_MS, stopped);
    if (link() || stopped.isOver) return;
    // What fails for good is told by the connection, which meets the same.
    await rooms.load(stopped).catch(() => undefined);
  })();
  void (async () => {
    for (; !stopped.isOver; await time.sleep(CLOCK_MS, stopped)) {
      store.dispatch({ type: 'clock', now: time.now() });
    }
  })();

  const stop = () => {
    typing.stop();
    stopped.stop();
  };

  return {
    /** The same object until something changes: fits `useSyncExternalStore`. */
    getState: (): ChatState => store.get(),
    /** Calls after every change; answers how to stop. */
    subscribe: store.subscribe,
    on: events.on,
    /** REST by name, in the user's name; `session.request` reaches every other route. */
    api,
    /** Opens a room's timeline, and keeps its members and presence current. Repeat it after a page failed. */
    async open(roomId: string): Promise<void> {
      await Promise.all([openTimeline(parts, roomId), people.show(roomId)]);
    },
    /** Forgets a room's timeline, and its members unless they are watched besides. */
    close(roomId: string): void {
      store.dispatch({ type: 'timeline-closed', roomId });
      people.hide(roomId);
    },
    loadOlder: (roomId: string) => loadOlder(parts, roomId),
    /** Loads a room's members and who is there, and keeps both current, without its timeline. */
    watchPeople: people.watch,
    send: sender.send,
    sendAgain: sender.sendAgain,
    discard: sender.discard,
    /** Everything up to `seq` was seen. */
    seen: seen.visible,
    typed: typing.typed,
    stopTyping: typing.stop,
    async setStatus(status: PresenceStatus): Promise<void> {
      await ask(parts, 'update-chat-status', { status });
      const online = [{ userId: session.user.id, status }];
      store.dispatch({ type: 'presence-listed', online, members: [] });
    },
    /** Answers the room's id when it is there; throws `ApiError`. */
    async createRoom(room_type: RoomType, member_ids: readonly string[], name?: string): Promise<string> {
      const room = await api.createRoom({ room_type, member_ids, ...(name !== undefined && { name }) });
      await rooms.letIn(room.id);
      return room.id;
    },
    /** For oneself; this client shows it at once, one's others with their next connection. */
    async mute(roomId: string, muted: boolean): Promise<void> {
      await api.updateRoom(roomId, { muted });
      store.dispatch({ type: 'muted', roomId, muted });
    },
    leave: rooms.leave,
    /** Tries to connect now instead of waiting for the next attempt. */
    wake: connection.wake,
    /** Ends the connection and all work. What is in the outbox stays there for the next client of this user. */
    stop,
    /** Ends the session too, and forgets what was not sent. */
    async logOut(): Promise<void> {
      stop();
      await outbox.clear().catch(() => undefined);
      await session.logOut();
    },
  };
}
